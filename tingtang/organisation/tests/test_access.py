"""Who may do what, where, and what ties them to a customer."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.organisation.access import (
    NOBODY,
    CustomerFacts,
    Post,
    Tie,
    Viewer,
    in_scope,
    may_at,
    scope_ids,
    tie_to_customer,
    tied_customers,
    viewer_for,
)
from tingtang.organisation.capabilities import CAPABILITIES, NO_CUSTOMERS, UnknownCapability
from tingtang.organisation.models import ExtraPost, Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import TODAY, away, person, signed_up, small_bank


def viewer(position: str, at: str = "O1", staff_id: str = "S1", *extra: Post) -> Viewer:
    return Viewer(
        staff_id=staff_id, position=position, institution_id=at, posts=(Post(position, at), *extra), username=staff_id
    )


FACTS = CustomerFacts(manager_id="S1", line=frozenset({"O1", "B1", "P"}))


def test_a_misspelt_capability_is_an_error_and_not_a_refusal() -> None:
    with pytest.raises(UnknownCapability):
        viewer(Position.OUTLET_HEAD).may("audit.sea")


def test_nobody_may_do_nothing() -> None:
    assert [name for name in CAPABILITIES if NOBODY.may(name)] == []


@pytest.mark.parametrize("position", sorted(NO_CUSTOMERS))
def test_third_parties_and_administrators_hold_no_customer_capability(position: str) -> None:
    held = {name for name in CAPABILITIES if viewer(position).may(name)}
    harmless = {"duty.excuse.ask", "contact.report"}  # a system that reports contacts reads nothing
    assert not {name for name in held if name.split(".")[0] in ("customer", "contact", "duty")} - harmless


def test_a_stationed_third_party_may_read_the_manual_and_little_else() -> None:
    held = {name for name in CAPABILITIES if viewer(Position.THIRD_PARTY).may(name)}
    assert held == {"manual.see", "trace.see", "password.change", "third_party.area"}


def test_requiring_what_one_does_not_hold_is_denied_by_name() -> None:
    with pytest.raises(PermissionDenied, match=r"jobs\.see"):
        viewer(Position.GUARD).require("jobs.see")


@pytest.mark.parametrize(
    ("who", "tie"),
    [
        (viewer(Position.WEALTH_MANAGER), Tie.MANAGER),
        (viewer(Position.WEALTH_MANAGER, staff_id="S2"), None),
        (viewer(Position.WEALTH_MANAGER, "O1", "S2", Post(Position.WEALTH_MANAGER, "O1", "S1")), Tie.DEPUTY),
        (viewer(Position.OUTLET_HEAD, staff_id="S9"), Tie.HEAD),
        (viewer(Position.DEPUTY_HEAD, staff_id="S9"), Tie.HEAD),
        (viewer(Position.OUTLET_HEAD, "O2", "S9"), None),
        (viewer(Position.BRANCH_HEAD, "B1", "S9"), Tie.HEAD),
        (viewer(Position.BRANCH_HEAD, "B2", "S9"), None),
        (viewer(Position.INSPECTOR, "P", "S9"), None),
        (viewer(Position.ADMINISTRATOR, "P", "S1"), None),
        (viewer(Position.THIRD_PARTY, "O1", "S1"), None),
        (viewer(Position.THIRD_PARTY, "O1", "S2", Post(Position.OUTLET_HEAD, "O1", "S3")), None),
        (viewer(Position.LOBBY_MANAGER, "O1", "S4", Post(Position.OUTLET_HEAD, "O1", "S3")), Tie.HEAD),
        (NOBODY, None),
    ],
)
def test_the_tie_follows_from_manager_deputy_and_heads_of_the_line(who: Viewer, tie: Tie | None) -> None:
    assert tie_to_customer(who, FACTS) == tie


def test_a_customer_without_a_manager_ties_only_the_heads() -> None:
    facts = CustomerFacts(manager_id=None, line=frozenset({"O1"}))
    assert tie_to_customer(viewer(Position.WEALTH_MANAGER, staff_id=""), facts) is None
    assert tie_to_customer(viewer(Position.OUTLET_HEAD), facts) == Tie.HEAD


@pytest.mark.django_db
def test_a_deputy_holds_the_post_of_the_one_on_leave_for_its_days_only() -> None:
    small_bank()
    head, lobby = person("H1", Position.OUTLET_HEAD), person("L1", Position.LOBBY_MANAGER)
    user = signed_up(lobby)
    away(head, lobby, TODAY, TODAY + timedelta(days=1))
    days = {day: viewer_for(user, TODAY + timedelta(days=day)) for day in (-1, 0, 1, 2)}
    assert {day: who.may("duty.reassign") for day, who in days.items()} == {-1: False, 0: True, 1: True, 2: False}
    assert days[0].stands_in_for == {"H1"}


@pytest.mark.django_db
def test_a_third_party_gains_nothing_by_standing_in() -> None:
    small_bank()
    head, guest = person("H1", Position.OUTLET_HEAD), person("T1", Position.THIRD_PARTY)
    away(head, guest)
    who = viewer_for(signed_up(guest), TODAY)
    assert not who.may("duty.reassign")
    assert not who.may("customer.list")


@pytest.mark.django_db
@pytest.mark.parametrize("position", sorted(NO_CUSTOMERS))
def test_whoever_becomes_one_who_reaches_no_customer_keeps_no_post_of_before(position: str) -> None:
    small_bank()
    manager, moved = person("M1", Position.WEALTH_MANAGER), person("T1", position)
    away(manager, moved)
    ExtraPost.objects.create(staff=moved, position=Position.OUTLET_HEAD, institution_id="O2", from_on=TODAY)
    who = viewer_for(signed_up(moved), TODAY)
    assert who.stands_in_for == frozenset()
    assert who.roles == {position}


@pytest.mark.django_db
def test_an_extra_post_counts_between_its_dates() -> None:
    small_bank()
    deputy = person("D1", Position.LOBBY_MANAGER)
    ExtraPost.objects.create(
        staff=deputy, position=Position.DEPUTY_HEAD, institution_id="O2", from_on=TODAY, to_on=TODAY + timedelta(days=2)
    )
    user = signed_up(deputy)
    assert scope_ids(viewer_for(user, TODAY), "duty.reassign") == {"O2"}
    assert scope_ids(viewer_for(user, TODAY + timedelta(days=3)), "duty.reassign") == set()


@pytest.mark.django_db
def test_whoever_left_the_bank_or_was_switched_off_holds_no_post() -> None:
    small_bank()
    gone = signed_up(person("G1", Position.OUTLET_HEAD, to_on=date(2026, 11, 22)))
    off = signed_up(person("G2", Position.OUTLET_HEAD))
    off.is_active = False
    assert viewer_for(gone, TODAY).posts == ()
    assert viewer_for(off, TODAY).posts == ()
    assert viewer_for(gone, TODAY).actor == "user:G1"


@pytest.mark.django_db
def test_scope_is_the_subtree_of_the_post_that_grants_it() -> None:
    small_bank()
    assert scope_ids(viewer(Position.BRANCH_HEAD, "B1"), "compliance.see") == {"B1", "O1", "O2"}
    assert scope_ids(viewer(Position.GUARD, "P"), "compliance.see") == set()
    rows = in_scope(Institution.objects.all(), viewer(Position.OUTLET_HEAD, "O3"), "institution_id", "compliance.see")
    assert [row.pk for row in rows] == ["O3"]


@pytest.mark.django_db
def test_may_at_looks_up_the_tree_from_the_place() -> None:
    small_bank()
    head = viewer(Position.BRANCH_HEAD, "B1")
    assert {place: may_at(head, "leave.set", place) for place in ("P", "B1", "O1", "O3")} == {
        "P": False,
        "B1": True,
        "O1": True,
        "O3": False,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (viewer(Position.WEALTH_MANAGER, staff_id="M1"), {"M1"}),
        (viewer(Position.WEALTH_MANAGER, "O1", "M1", Post(Position.WEALTH_MANAGER, "O3", "M3")), {"M1", "M3"}),
        (viewer(Position.BRANCH_HEAD, "B1", "H"), {"M1", "M2"}),
        (viewer(Position.THIRD_PARTY, "P", "M1"), set()),
        (viewer(Position.ADMINISTRATOR, "P", "M1"), set()),
        (viewer(Position.INSPECTOR, "P", "I"), set()),
    ],
)
def test_the_tie_as_a_filter_agrees_with_the_tie_as_a_decision(who: Viewer, seen: set[str]) -> None:
    """Staff stand in for customers here: managed by themselves, at home where they work."""
    small_bank()
    lines = {"O1": {"O1", "B1", "P"}, "O2": {"O2", "B1", "P"}, "O3": {"O3", "B2", "P"}}
    rows = [person("M1", "guard", "O1"), person("M2", "guard", "O2"), person("M3", "guard", "O3")]
    found = set(Staff.objects.filter(tied_customers(who, "staff_id", "institution_id")).values_list("pk", flat=True))
    decided = {r.pk for r in rows if tie_to_customer(who, CustomerFacts(r.pk, frozenset(lines[r.institution_id])))}
    assert found == decided == seen
