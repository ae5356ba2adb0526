"""The ledger of information: what counts, what is locked, what is asked again, who answers corrections."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.customers.actions import confirm_fields, decide_correction, propose_correction, state_field
from tingtang.customers.errors import AlreadyDecided, BadInformation, NotForYou
from tingtang.customers.information import Known, known, latest_entries, missing, values_of
from tingtang.customers.models import Correction, Customer, InformationEntry
from tingtang.customers.rechecks import raise_rechecks
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.shared.refusal import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = AT.date()
ID_NO = "11010519491231002X"
PHONE, OTHER = "13812345678", "13900001111"


def make_customer(key: str = "C1", **fields: Any) -> Customer:
    """A customer of M1 whose account was opened long ago."""
    given: dict[str, Any] = {
        "kind": "P", "name": "王思远", "home_institution_id": "O1", "manager_id": "M1", "id_no": ID_NO,
        "id_type": "id_card", "phone": PHONE, "created_on": date(2015, 1, 1), "assets": Decimal("1.00"),
        "tier": "wealth", "as_of": TODAY - timedelta(days=1), **fields,
    }  # fmt: skip
    return Customer.objects.create(customer_id=key, **given)


def make_bank() -> None:
    """M1 is the manager at O1, H1 heads it."""
    small_bank()
    person("M1", Position.WEALTH_MANAGER)
    person("H1", Position.OUTLET_HEAD)


@pytest.fixture
def bank(each_database: str) -> Customer:
    make_bank()
    return make_customer()


def held(key: str = "C1", on: date = TODAY) -> dict[str, Known]:
    """What is known of a customer, by field."""
    entries = latest_entries([key]).get(key, {})
    return {one.field.name: one for one in known(Customer.objects.get(pk=key), entries, on, rulebook())}


def _state(field: str = "occupation", value: str = "教师", source: str = "stated", **more: Any) -> InformationEntry:
    return state_field(customer_id="C1", field=field, value=value, source=source, **{"by": "M1", "at": AT, **more})


def _confirm(*fields: str, at: datetime = AT, source: str = "stated") -> list[InformationEntry]:
    return confirm_fields(customer_id="C1", fields=fields, source=source, by="M1", at=at)


def _propose(field: str = "phone", value: str = OTHER, by: str = "M1", **more: Any) -> Correction:
    given = {"source": "documented", "reason": "客户出示回执", "at": AT, **more}
    return propose_correction(customer_id="C1", field=field, value=value, by=by, **given)


# -- what counts -------------------------------------------------------------------------------------------------------


def test_each_value_says_where_it_comes_from(bank: Customer) -> None:
    _state()
    now = held()
    assert (now["occupation"].value, now["occupation"].source, now["occupation"].by) == ("教师", "stated", "M1")
    assert now["occupation"].until == TODAY + timedelta(days=1095)
    assert (now["phone"].source, now["phone"].at) == ("core_bank", bank.as_of)
    assert (now["birth_date"].value, now["birth_date"].source) == ("1949-12-31", "derived")
    assert now["email"].state == "missing"


def test_the_latest_line_counts_and_the_earlier_ones_stay(bank: Customer) -> None:
    _state()
    _state(value="校长", source="documented")
    assert (held()["occupation"].value, held()["occupation"].source) == ("校长", "documented")
    _state(value="")
    assert held()["occupation"].state == "missing"
    assert InformationEntry.objects.count() == 3


def test_a_value_of_the_core_bank_ages_from_the_opening_until_somebody_confirms_it(bank: Customer) -> None:
    assert held()["phone"].state == "expired"
    _confirm("phone")
    assert (held()["phone"].state, held()["phone"].until) == ("good", TODAY + timedelta(days=730))
    assert held(on=TODAY + timedelta(days=730))["phone"].state == "good"
    assert held(on=TODAY + timedelta(days=731))["phone"].state == "expired"


def test_what_the_feed_changed_since_it_was_confirmed_nobody_has_confirmed(bank: Customer) -> None:
    _confirm("phone")
    Customer.objects.update(phone=OTHER)
    assert (held()["phone"].state, held()["phone"].source) == ("expired", "core_bank")


def test_a_field_without_a_limit_does_not_age(bank: Customer) -> None:
    assert held()["name"].state == "good"
    assert held(on=date(2099, 1, 1))["name"].state == "good"


def test_what_the_identity_number_tells_is_not_missing_and_a_contradiction_is_seen(bank: Customer) -> None:
    values = values_of(bank, {})
    assert missing(bank, values, [("birth_date", "email", "consent_call")]) == ("email", "consent_call")
    Customer.objects.update(birth_date=date(1949, 12, 30))
    assert held()["birth_date"].state == "wrong"


def test_a_number_mistyped_in_the_core_bank_is_seen(bank: Customer) -> None:
    Customer.objects.update(id_no="110105194912310021", phone="1381234")
    assert [held()[name].state for name in ("id_no", "phone")] == ["wrong", "wrong"]


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "source", "wrong"),
    [
        ("phone", OTHER, "stated", "value"), ("email", "nobody", "stated", "value"),
        ("shoe_size", "43", "stated", "field"),
        ("occupation", "教师", "core_bank", "source"), ("occupation", "教师", "", "source"),
        ("preferred_channel", "fax", "stated", "value"),
    ],
)  # fmt: skip
def test_entering(bank: Customer, field: str, value: str, source: str, wrong: str) -> None:
    with pytest.raises(BadInformation) as refused:
        _state(field, value, source)
    assert refused.value.field == wrong
    assert not InformationEntry.objects.exists()


def test_confirming_nothing_what_is_missing_or_what_is_wrong(bank: Customer) -> None:
    Customer.objects.update(id_no="110105194912310021")
    for fields in ((), ("email",), ("phone", "id_no"), ("shoe_size",)):
        with pytest.raises(BadInformation):
            _confirm(*fields)
    assert not InformationEntry.objects.exists()


def test_a_company_has_no_occupation(bank: Customer) -> None:
    Customer.objects.update(kind="C")
    with pytest.raises(BadInformation):
        _state()


@pytest.mark.parametrize(
    ("field", "value", "more", "wrong"),
    [
        ("occupation", "教师", {}, "value"), ("phone", PHONE, {}, "value"), ("phone", "12", {}, "value"),
        ("phone", "110", {}, "value"), ("phone", "95566", {}, "value"),
        ("phone", "", {}, "value"), ("birth_date", "1950-01-01", {}, "value"),
        ("phone", OTHER, {"reason": " "}, "reason"),
        ("phone", OTHER, {"reason": "长" * 401}, "reason"), ("phone", OTHER, {"source": "derived"}, "source"),
    ],
)  # fmt: skip
def test_proposing(bank: Customer, field: str, value: str, more: dict[str, str], wrong: str) -> None:
    with pytest.raises(BadInformation) as refused:
        _propose(field, value, **more)
    assert refused.value.field == wrong
    assert not Correction.objects.exists()


def test_the_trail_names_fields_and_never_values(bank: Customer) -> None:
    _state("email", "wang@example.cn")
    _confirm("phone")
    _propose()
    details = [str(entry.detail) for entry in Entry.objects.all()]
    assert not [one for one in details if "wang@" in one or PHONE in one or OTHER in one]
    assert {"information.state", "information.confirm", "correction.propose"} <= {
        entry.action for entry in Entry.objects.all()
    }


# -- corrections -------------------------------------------------------------------------------------------------------


def test_a_head_owes_an_answer_and_to_accept_confirms_what_the_feed_then_brings(bank: Customer) -> None:
    made = _propose()
    duty = Duty.objects.get(kind="information.correction")
    assert (duty.owner_role, duty.institution_id, duty.state) == ("outlet_head", "O1", "open")
    decide_correction(correction_id=made.pk, accept=True, answer="", by="H1", at=AT + timedelta(hours=1))
    duty.refresh_from_db()
    assert duty.state == "met"
    assert held()["phone"].value == PHONE
    Customer.objects.update(phone=OTHER)
    assert (held()["phone"].state, held()["phone"].source) == ("good", "documented")


def test_a_refusal_needs_a_reason_and_is_final(bank: Customer) -> None:
    made = _propose()
    with pytest.raises(BadInformation):
        decide_correction(correction_id=made.pk, accept=False, answer=" ", by="H1", at=AT)
    decide_correction(correction_id=made.pk, accept=False, answer="回执非本人", by="H1", at=AT)
    with pytest.raises(AlreadyDecided):
        decide_correction(correction_id=made.pk, accept=True, answer="", by="H1", at=AT)
    assert _propose().pk != made.pk


def test_nobody_answers_their_own(bank: Customer) -> None:
    with pytest.raises(NotForYou):
        decide_correction(correction_id=_propose(by="H1").pk, accept=True, answer="", by="H1", at=AT)


def test_a_second_proposal_for_the_field_waits_for_the_first(bank: Customer) -> None:
    _propose()
    with pytest.raises(BadInformation):
        _propose(value="13700001111")
    _propose("birth_calendar", "lunar")


# -- asked again -------------------------------------------------------------------------------------------------------


def test_what_is_too_old_is_a_duty_of_the_manager_that_confirming_meets(bank: Customer) -> None:
    Customer.objects.update(industry="教育")
    assert raise_rechecks(on=TODAY, by="system:test", at=AT) == 1
    duty = Duty.objects.get(kind="information.recheck")
    assert (duty.owner_staff_id, duty.inputs["fields"]["value"], duty.state) == ("M1", 2, "open")
    _confirm("phone")
    duty.refresh_from_db()
    assert duty.state == "open"
    _confirm("industry", at=AT + timedelta(hours=1))
    duty.refresh_from_db()
    assert (duty.state, duty.evidence_kind) == ("met", "information")


def test_again_on_the_same_day_or_while_it_is_open_nothing_is_raised(bank: Customer) -> None:
    raise_rechecks(on=TODAY, by="system:test", at=AT)
    later = AT + timedelta(days=1)
    assert raise_rechecks(on=TODAY, by="system:test", at=AT) == 0
    assert raise_rechecks(on=later.date(), by="system:test", at=later) == 0


def test_no_day_floods_and_most_assets_come_first(bank: Customer) -> None:
    for n in range(2, 8):
        make_customer(f"C{n}", assets=Decimal(n))
    assert raise_rechecks(on=TODAY, by="system:test", at=AT) == 3
    assert set(Duty.objects.values_list("subject_id", flat=True)) == {"C7", "C6", "C5"}
    assert raise_rechecks(on=TODAY, by="system:test", at=AT) == 0
    later = AT + timedelta(days=1)
    assert raise_rechecks(on=later.date(), by="system:test", at=later) == 3


def test_what_is_fresh_wrong_or_without_a_manager_is_not_asked(bank: Customer) -> None:
    Customer.objects.update(phone="12")
    make_customer("C2", created_on=TODAY)
    make_customer("C3", manager_id=None)
    assert raise_rechecks(on=TODAY, by="system:test", at=AT) == 0


# -- impossible --------------------------------------------------------------------------------------------------------


def test_a_line_is_neither_changed_nor_removed(bank: Customer) -> None:
    line = _state()
    for spoil in (lambda: InformationEntry.objects.update(value="x"), line.delete):
        with pytest.raises(Error), transaction.atomic():
            spoil()


@pytest.mark.parametrize(
    "bad", [{"source": "core_bank"}, {"source": "derived"}, {"by": ""}], ids=["core", "derived", "nobody"]
)
def test_a_line_is_entered_by_somebody(bank: Customer, bad: dict[str, str]) -> None:
    given = {"field": "email", "value": "a@b.cn", "source": "stated", "by": "M1", "at": AT, **bad}
    with pytest.raises(IntegrityError), transaction.atomic():
        InformationEntry.objects.create(customer=bank, **given)


@pytest.mark.parametrize(
    "bad",
    [
        {"state": "accepted"}, {"decided_by": "H1"}, {"value": ""}, {"reason": ""}, {"source": "derived"},
        {"state": "accepted", "decided_by": "M1", "decided_at": AT},
        {"state": "refused", "decided_by": "H1", "decided_at": AT},
    ],
)  # fmt: skip
def test_a_correction_is_answered_by_another_with_a_reason(bank: Customer, bad: dict[str, Any]) -> None:
    given = {"field": "phone", "value": OTHER, "source": "stated", "reason": "回执", **bad}
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(customer=bank, proposed_by="M1", proposed_at=AT, **given)


def test_an_answer_is_not_changed(bank: Customer) -> None:
    made = _propose()
    decide_correction(correction_id=made.pk, accept=True, answer="", by="H1", at=AT)
    with pytest.raises(Error), transaction.atomic():
        Correction.objects.update(state="refused", answer="改主意")


@pytest.mark.postgres
@pytest.mark.slow
def test_of_several_who_propose_or_answer_at_once_one_wins(on_each_database: str) -> None:
    make_bank()
    person("H2", Position.DEPUTY_HEAD)
    make_customer()
    results = at_once(*[_propose] * 6, refusals=Refused)
    assert sum(isinstance(one, Correction) for one in results) == 1 == Correction.objects.count()
    assert Duty.objects.filter(kind="information.correction").count() == 1
    key = Correction.objects.get().pk
    ways = [(True, "H1"), (False, "H2")] * 3
    answers = at_once(
        *(
            lambda a=a, who=who: decide_correction(correction_id=key, accept=a, answer="答复", by=who, at=AT)
            for a, who in ways
        ),
        refusals=Refused,
    )  # type: ignore[misc]
    assert sum(isinstance(one, Correction) for one in answers) == 1
