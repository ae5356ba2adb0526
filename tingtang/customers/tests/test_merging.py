"""Two files of one customer: found, linked by two people, honoured, and taken apart again exactly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.customers.actions import propose_correction, state_consent
from tingtang.customers.consent import consents
from tingtang.customers.duplicates import EXACT, LIKELY, alike, find_pairs, open_pairs
from tingtang.customers.errors import AlreadyDecided, BadInformation, NotForYou
from tingtang.customers.merging import (
    common_place,
    decide_merge,
    entries_of,
    linked_files,
    linked_ids,
    propose_merge,
    put_aside,
    undo_merge,
)
from tingtang.customers.models import Customer, InformationEntry, Merge, Pair
from tingtang.customers.naming import renew_name_keys
from tingtang.customers.rechecks import raise_rechecks
from tingtang.customers.tests.test_information import AT, ID_NO, OTHER, PHONE, TODAY, make_bank, make_customer
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person
from tingtang.shared.refusal import Refused

pytestmark = pytest.mark.django_db
OLD_NO = "110105491231002"  # the 15 digits of ID_NO


@pytest.fixture
def bank(each_database: str) -> None:
    make_bank()
    person("M2", Position.WEALTH_MANAGER, "O2")
    person("HB", Position.BRANCH_HEAD, "B1")
    make_customer()
    make_customer("C2", name="王思源", id_no=OLD_NO, phone=OTHER, manager_id="M2", home_institution_id="O2")
    make_customer("C3", name="李国华", id_no="", phone=PHONE)
    make_customer("C4", name="汪思远", id_no="", phone="13711115678", manager_id="M2")
    renew_name_keys()


def propose(duplicate: str = "C2", kept: str = "C1", by: str = "M1", **more: Any) -> Merge:
    given = {"reason": "旧身份证开户", "at": AT, **more}
    return propose_merge(duplicate_id=duplicate, kept_id=kept, by=by, **given)


def decide(made: Merge, *, accept: bool = True, answer: str = "", by: str = "HB") -> Merge:
    return decide_merge(merge_id=made.pk, accept=accept, answer=answer, by=by, at=AT + timedelta(hours=1))


def linked(duplicate: str = "C2", kept: str = "C1") -> Merge:
    return decide(propose(duplicate, kept))


# -- finding -----------------------------------------------------------------------------------------------------------


def test_the_same_identity_is_exact_however_many_digits_and_a_likeness_names_its_signs(bank: None) -> None:
    found = alike(name="王思远", phone_no=PHONE, id_no=ID_NO, besides="C1")
    assert [(one.customer_id, one.grade, one.signs) for one in found] == [
        ("C2", EXACT, ("identity",)),
        ("C3", LIKELY, ("phone",)),
        ("C4", LIKELY, ("phone_tail",)),
    ]
    assert found[0].manager == "员工M2"


def test_a_name_that_sounds_alike_needs_a_tail_as_well(bank: None) -> None:
    found = alike(name="王思远", phone_no="13500005678")
    assert [(one.customer_id, one.signs) for one in found] == [("C1", ("phone_tail",)), ("C4", ("phone_tail",))]
    assert alike(name="王思远") == []


def test_pairs_are_found_once_and_go_when_they_are_none_any_more(bank: None) -> None:
    make_customer("C5", name="王思远", id_no="", phone=PHONE)
    assert find_pairs(on=TODAY) == 2
    kept = {(one.first_id, one.second_id): (one.grade, one.signs) for one in Pair.objects.all()}
    assert kept == {("C1", "C2"): (EXACT, "identity"), ("C1", "C5"): (LIKELY, "name,phone")}
    assert find_pairs(on=TODAY) == 2
    Customer.objects.filter(pk="C5").update(phone="13600000000")
    assert find_pairs(on=TODAY) == 1
    assert Pair.objects.count() == 1


def test_a_family_that_shares_a_phone_is_no_pair_and_neither_is_a_switchboard(bank: None) -> None:
    Customer.objects.update(id_no="", phone="02788886666", name="王思远")
    for n in range(10, 20):
        make_customer(f"C{n}", id_no="", phone="02788886666")
    assert find_pairs(on=TODAY) == 0


def test_who_knows_better_puts_a_pair_aside_and_it_stays_there(bank: None) -> None:
    find_pairs(on=TODAY)
    pair = Pair.objects.get()
    with pytest.raises(BadInformation, match="reason"):
        put_aside(pair_id=pair.pk, reason=" ", by="M1", at=AT)
    put_aside(pair_id=pair.pk, reason="双胞胎，证件不同", by="M1", at=AT)
    find_pairs(on=TODAY)
    assert not open_pairs().exists()
    with pytest.raises(AlreadyDecided):
        put_aside(pair_id=pair.pk, reason="again", by="M1", at=AT)
    assert set(Entry.objects.filter(action="pair.aside").values_list("subject_id", flat=True)) == {"C1", "C2"}


def test_an_identity_held_by_another_file_stops_a_correction_and_a_likeness_warns_first(bank: None) -> None:
    said = {"customer_id": "C3", "source": "documented", "reason": "出示证件", "by": "M1", "at": AT}
    with pytest.raises(BadInformation) as refused:
        propose_correction(field="id_no", value=ID_NO, **said)
    assert (refused.value.field, refused.value.text.zh) == ("value", "已有此证件号码的客户，由员工M1管理")
    with pytest.raises(BadInformation) as warned:
        propose_correction(field="phone", value=OTHER, **said)
    assert warned.value.field == "warned"
    assert "员工M2" in warned.value.text.zh
    assert "王思源" not in warned.value.text.zh
    assert propose_correction(field="phone", value=OTHER, warned=True, **said).state == "pending"


# -- proposed by one, decided by another -------------------------------------------------------------------------------


def test_a_merge_across_outlets_is_for_the_head_above_both(bank: None) -> None:
    made = propose()
    assert made.signs == "identity"
    duty = Duty.objects.get(kind="information.merge")
    assert (duty.owner_role, duty.institution_id, duty.subject_id) == ("branch_head", "B1", str(made.pk))
    assert common_place("O1", "O3") == "P"
    with pytest.raises(NotForYou):
        decide(made, by="M1")
    assert linked_ids("C1") == []
    decide(made)
    duty.refresh_from_db()
    assert duty.state == "met"
    assert (linked_ids("C1"), linked_ids("C2"), linked_ids("C3")) == (["C2"], ["C1"], [])
    assert [(kept, [one.pk for one in files]) for kept, files in map(linked_files, ("C1", "C2", "C3"))] == [
        ("C1", ["C2"]), ("C1", ["C1"]), ("", []),
    ]  # fmt: skip
    trail = Entry.objects.filter(action="merge.accept").values_list("subject_id", flat=True)
    assert sorted(trail) == ["C1", "C2"]


def test_a_refusal_needs_a_reason_and_frees_the_files(bank: None) -> None:
    made = propose()
    with pytest.raises(BadInformation, match="answer"):
        decide(made, accept=False)
    decide(made, accept=False, answer="证件不是同一人")
    with pytest.raises(AlreadyDecided):
        decide(made)
    assert propose().state == "pending"


@pytest.mark.parametrize(
    ("duplicate", "kept", "field"), [("C1", "C1", "kept"), ("C1", "C9", "kept"), ("C9", "C1", "duplicate")]
)
def test_a_merge_is_of_two_files_that_are_there(bank: None, duplicate: str, kept: str, field: str) -> None:
    with pytest.raises(BadInformation) as refused:
        propose(duplicate, kept)
    assert refused.value.field == field


def test_there_are_no_chains(bank: None) -> None:
    linked("C2", "C1")
    for duplicate, kept in (("C3", "C2"), ("C1", "C3"), ("C2", "C3")):
        with pytest.raises(BadInformation):
            propose(duplicate, kept)
    linked("C3", "C1")
    assert (linked_ids("C1"), linked_ids("C2")) == (["C2", "C3"], ["C1", "C3"])


def test_a_chain_that_came_up_meanwhile_is_refused_when_it_is_decided(bank: None) -> None:
    later, first = propose("C1", "C3"), propose("C2", "C1")
    decide(first)
    with pytest.raises(BadInformation):
        decide(later)


# -- honoured, and undone ----------------------------------------------------------------------------------------------


def test_what_one_file_refuses_is_refused_for_the_customer_until_the_link_is_undone(bank: None) -> None:
    ways = {"purpose": "service", "channels": ["phone"], "source": "stated", "by": "M2", "at": AT}
    state_consent(customer_id="C2", answer="refused", **ways)

    def answer() -> str:
        entries = entries_of("C1", linked_ids("C1"))
        return consents(Customer.objects.get(pk="C1"), entries, TODAY, rulebook())["service", "phone"].answer

    assert answer() == "unasked"
    made = linked()
    assert answer() == "refused"
    undo_merge(merge_id=made.pk, reason="客户本人澄清", by="HB", at=AT)
    assert answer() == "unasked"


def test_nobody_is_asked_twice_of_one_customer(bank: None) -> None:
    linked()
    raise_rechecks(on=TODAY, by="system:test", at=AT)
    asked = set(Duty.objects.filter(kind="information.recheck").values_list("subject_id", flat=True))
    assert "C1" in asked
    assert "C2" not in asked


def test_undone_everything_is_as_it_was(bank: None) -> None:
    def all_of() -> list[Any]:
        rows = [Customer.objects.order_by("pk").values_list(), InformationEntry.objects.order_by("pk").values_list()]
        return [list(one) for one in rows]

    before = all_of()
    made = linked()
    undo_merge(merge_id=made.pk, reason="不是同一人", by="HB", at=AT + timedelta(days=1))
    assert all_of() == before
    assert linked_ids("C1") == linked_ids("C2") == []
    with pytest.raises(BadInformation):
        undo_merge(merge_id=made.pk, reason="again", by="HB", at=AT)
    assert propose().state == "pending"


# -- impossible --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        {"kept_id": "C2"}, {"reason": ""}, {"proposed_by": ""},
        {"state": "linked"}, {"state": "linked", "decided_by": "M1", "decided_at": AT},
        {"state": "refused", "decided_by": "HB", "decided_at": AT, "ended_at": AT},
        {"state": "linked", "decided_by": "HB", "decided_at": AT, "ended_at": AT},
        {"state": "undone", "decided_by": "HB", "decided_at": AT, "ended_at": AT, "undone_by": "HB"},
        {"undone_by": "HB", "undone_why": "x"},
    ],
)  # fmt: skip
def test_a_merge_that_cannot_be_is_refused_by_the_database(bank: None, bad: dict[str, Any]) -> None:
    given = {"duplicate_id": "C2", "kept_id": "C1", "reason": "x", "proposed_by": "M1", "proposed_at": AT, **bad}
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(**given)


def test_the_database_refuses_a_chain_and_a_change_of_what_has_ended(bank: None) -> None:
    made = linked("C2", "C1")
    given = {"reason": "x", "proposed_by": "M1", "proposed_at": AT, "state": "linked", "decided_by": "HB"}
    for duplicate, kept in (("C3", "C2"), ("C1", "C3")):
        with pytest.raises(Error), transaction.atomic():
            Merge.objects.create(duplicate_id=duplicate, kept_id=kept, decided_at=AT, **given)
    undo_merge(merge_id=made.pk, reason="x", by="HB", at=AT)
    for spoil in (lambda: Merge.objects.update(reason="y"), lambda: Merge.objects.all().delete()):
        with pytest.raises(Error), transaction.atomic():
            spoil()


def test_a_pair_is_there_once_whichever_stands_first(bank: None) -> None:
    given = {"grade": LIKELY, "signs": "phone", "found_on": date(2026, 11, 23)}
    Pair.objects.create(first_id="C1", second_id="C2", **given)
    for first, second in (("C2", "C1"), ("C3", "C3")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pair.objects.create(first_id=first, second_id=second, **given)


@pytest.mark.postgres
@pytest.mark.slow
def test_of_several_who_merge_in_a_circle_at_once_no_chain_comes_up(on_each_database: str) -> None:
    make_bank()
    for n in range(1, 4):
        make_customer(f"C{n}", id_no="")
    ways = [propose(f"C{n}", f"C{n % 3 + 1}") for n in range(1, 4)]
    at_once(*(lambda m=m: decide(m, by="H1") for m in ways), refusals=(Refused, Error))  # type: ignore[misc, arg-type]
    in_force = set(Merge.objects.filter(state="linked").values_list("duplicate_id", "kept_id"))
    assert len(in_force) == 1
