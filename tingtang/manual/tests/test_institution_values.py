"""An institution may ask more of itself: proposed by one, decided by another, in force from a day, never less."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tingtang.audit.models import Entry
from tingtang.manual import queries
from tingtang.manual.actions import Refused, approve_value, propose_value, reject_value
from tingtang.manual.models import InstitutionValue, State
from tingtang.organisation.models import Institution
from tingtang.organisation.tests.bank import small_bank

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LATER = TODAY + timedelta(days=10)
WEEKLY = "contact.interval_days.private"


@pytest.fixture(autouse=True)
def _bank(each_database: None) -> None:
    small_bank()


def propose(
    value: str = "5",
    at: str = "B1",
    key: str = WEEKLY,
    from_on: date = TODAY,
    reason: str = "we want to be closer",
) -> InstitutionValue:
    institution = Institution.objects.get(pk=at)
    return propose_value(institution=institution, key=key, value=value, from_on=from_on, reason=reason, by="S1", at=AT)


def approved(value: str = "5", at: str = "B1", **more: Any) -> InstitutionValue:
    return approve_value(proposal=propose(value, at, **more).pk, by="S2", at=AT)


def days(at: str | None = None, on: date = TODAY) -> object:
    return queries.value(WEEKLY, on, at).value


def test_a_proposal_changes_nothing_until_it_is_approved() -> None:
    row = propose()
    assert days("B1") == 7
    approve_value(proposal=row.pk, by="S2", at=AT)
    assert days("B1") == 5


def test_an_approved_value_holds_below_the_institution_and_nowhere_else() -> None:
    approved()
    assert [days(at) for at in ("P", "B1", "O1", "O2", "B2", "O3")] == [7, 5, 5, 5, 7, 7]
    assert days() == 7


def test_it_holds_from_its_day_on() -> None:
    approved(from_on=LATER)
    assert days("B1", LATER - timedelta(days=1)) == 7
    assert days("B1", LATER) == 5


def test_the_value_says_that_it_is_the_institutions() -> None:
    approved()
    found = queries.value(WEEKLY, TODAY, "O1")
    assert (found.source, found.origin, found.from_on, found.article) == ("institution", "B1", TODAY, "A31.2a")


def test_a_looser_value_is_refused() -> None:
    with pytest.raises(Refused, match="looser than 7"):
        propose("8")


def test_an_institution_may_not_loosen_what_the_one_above_it_tightened() -> None:
    approved("5", "B1")
    with pytest.raises(Refused, match="looser than 5"):
        propose("6", "O1")
    assert propose("4", "O1").state == State.PROPOSED


def test_an_institution_may_go_back_to_what_stands_above_it() -> None:
    approved("5", "B1")
    approved("7", "B1", from_on=LATER)
    assert (days("B1"), days("B1", LATER)) == (5, 7)


def test_a_value_below_that_became_looser_than_the_one_above_is_passed_over() -> None:
    approved("5", "O1")
    approved("3", "B1")
    assert days("O1") == 3


def test_the_direction_is_checked_again_on_approval() -> None:
    waiting = propose("6", "O1")
    approved("5", "B1")
    with pytest.raises(Refused, match="looser than 5"):
        approve_value(proposal=waiting.pk, by="S2", at=AT)


def test_a_value_that_no_institution_may_change_is_refused() -> None:
    with pytest.raises(Refused, match="may not be changed by an institution"):
        propose("9000000", key="tier.threshold.private")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"key": "contact.nonsense"}, "no value 'contact.nonsense'"),
        ({"value": "soon"}, "is not a whole number"),
        ({"value": "-1"}, "below zero"),
        ({"value": "0"}, "the least that works"),
        ({"from_on": TODAY - timedelta(days=1)}, "the past is not rewritten"),
        ({"reason": "  "}, "say why"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(asked: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        propose(**asked)
    assert not InstitutionValue.objects.exists()


def test_a_refusal_speaks_both_languages_and_names_the_field() -> None:
    with pytest.raises(Refused) as told:
        propose("8")
    assert told.value.field == "value"
    assert told.value.text.zh == "上级现行为 7，只能收紧、不能放宽"
    assert "looser than 7" in told.value.text.en


def test_a_second_proposal_for_the_same_key_and_day_is_refused() -> None:
    propose("5")
    with pytest.raises(Refused, match="already has"):
        propose("4")


def test_after_a_rejection_the_same_day_can_be_proposed_again() -> None:
    reject_value(proposal=propose("5").pk, note="too early", by="S2", at=AT)
    assert propose("5").state == State.PROPOSED
    assert days("B1") == 7


def test_nobody_decides_their_own_proposal() -> None:
    row = propose()
    with pytest.raises(Refused, match="somebody else"):
        approve_value(proposal=row.pk, by="S1", at=AT)
    with pytest.raises(Refused, match="somebody else"):
        reject_value(proposal=row.pk, note="no", by="S1", at=AT)


def test_a_rejection_needs_a_reason() -> None:
    with pytest.raises(Refused, match="say why"):
        reject_value(proposal=propose().pk, note="", by="S2", at=AT)


def test_a_decided_proposal_is_not_decided_again() -> None:
    row = approved()
    with pytest.raises(Refused, match="approved by S2"):
        reject_value(proposal=row.pk, note="late thoughts", by="S3", at=AT)


def test_a_proposal_whose_day_has_gone_by_cannot_be_approved() -> None:
    row = propose()
    with pytest.raises(Refused, match="not rewritten"):
        approve_value(proposal=row.pk, by="S2", at=AT + timedelta(days=1))


def test_each_step_stands_in_the_audit_trail() -> None:
    row = approved()
    entries = list(Entry.objects.order_by("pk"))
    assert [(e.actor, e.action, e.institution_id) for e in entries] == [
        ("S1", "manual.value.propose", "B1"),
        ("S2", "manual.value.approve", "B1"),
    ]
    assert entries[1].subject_id == str(row.pk)
    assert entries[1].detail == {
        "key": WEEKLY,
        "value": "5",
        "from": "2026-11-23",
        "reason": "we want to be closer",
    }


def test_a_refused_proposal_leaves_no_audit_entry() -> None:
    with pytest.raises(Refused):
        propose("8")
    assert not Entry.objects.exists()


def test_the_database_refuses_one_person_on_both_sides() -> None:
    row = propose()
    with pytest.raises(IntegrityError), transaction.atomic():
        InstitutionValue.objects.filter(pk=row.pk).update(state="approved", decided_by="S1", decided_at=AT)


@pytest.mark.parametrize("change", [{"state": "approved"}, {"decided_by": "S2"}, {"state": "void"}])
def test_the_database_refuses_half_a_decision(change: dict[str, str]) -> None:
    row = propose()
    with pytest.raises(IntegrityError), transaction.atomic():
        InstitutionValue.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("change", [{"value": "3"}, {"state": "proposed", "decided_by": ""}, {"note": "changed"}])
def test_the_database_refuses_to_change_a_decided_value(change: dict[str, str]) -> None:
    row = approved()
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        InstitutionValue.objects.filter(pk=row.pk).update(**change)
    row.refresh_from_db()
    assert (row.value, row.state, row.note) == ("5", "approved", "")


def test_the_database_refuses_to_change_what_was_proposed() -> None:
    row = propose()
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        InstitutionValue.objects.filter(pk=row.pk).update(value="3")


def test_the_database_refuses_to_remove_a_value() -> None:
    row = propose()
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        InstitutionValue.objects.filter(pk=row.pk).delete()
    assert InstitutionValue.objects.count() == 1


def test_the_database_keeps_one_value_per_institution_key_and_day() -> None:
    row = propose()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_all_values_of_an_institution_come_in_one_reading(django_assert_max_num_queries: Any) -> None:
    approved("5", "B1")
    with django_assert_max_num_queries(2):
        found = queries.values(TODAY, "O1")
    assert found[WEEKLY].value == 5
    assert found["contact.interval_days.wealth"].source == "manual"


def test_the_night_reads_every_institution_at_once(django_assert_max_num_queries: Any) -> None:
    approved("5", "B1")
    approved("4", "O2")
    with django_assert_max_num_queries(2):
        found = queries.all_overrides(TODAY)
    assert {name: values[WEEKLY].value for name, values in found.items()} == {"B1": 5, "O1": 5, "O2": 4}


def test_what_waits_for_a_decision_is_listed_oldest_first() -> None:
    first = propose("5", "B1")
    second = propose("4", "O2")
    assert list(queries.waiting(["B1", "O2"])) == [first, second]
    assert list(queries.of_key(WEEKLY, ["O2"])) == [second]
