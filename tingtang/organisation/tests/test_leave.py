"""Leave with a deputy, and extra posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tingtang.audit.models import Entry
from tingtang.organisation import actions
from tingtang.organisation.access import viewer_for
from tingtang.organisation.models import ExtraPost, Institution, Leave, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import TODAY, person, signed_up, small_bank

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def people() -> dict[str, Staff]:
    small_bank()
    made = {
        "A": "wealth_manager",
        "B": "wealth_manager",
        "C": "lobby_manager",
        "T": "third_party",
        "X": "administrator",
    }
    return {key: person(key, position) for key, position in made.items()}


def leave(people: dict[str, Staff], who: str, deputy: str, first: int = 0, last: int = 4) -> Leave:
    return actions.set_leave(
        by="H",
        at=AT,
        staff=people[who],
        deputy=people[deputy],
        first_on=TODAY + timedelta(first),
        last_on=TODAY + timedelta(last),
        reason="年假",
    )


def test_a_leave_stands_with_its_row_in_the_trail(people: dict[str, Staff]) -> None:
    leave(people, "A", "B")
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id, entry.institution_id) == ("leave.set", "A", "O1")
    assert entry.detail == {"first_on": "2026-11-23", "last_on": "2026-11-27", "deputy": "B"}


@pytest.mark.parametrize(
    ("who", "deputy", "first", "last", "field"),
    [
        ("A", "A", 0, 1, "deputy"),
        ("A", "B", 1, 0, "last_on"),
        ("A", "T", 0, 1, "deputy"),
        ("A", "X", 0, 1, "deputy"),
        ("A", "C", 4, 5, "first_on"),
        ("C", "A", 3, 9, "deputy"),
    ],
)
def test_a_leave_that_cannot_stand_names_the_input_and_changes_nothing(people, who, deputy, first, last, field) -> None:
    leave(people, "A", "B")
    with pytest.raises(actions.LeaveRefused) as refused:
        leave(people, who, deputy, first, last)
    assert refused.value.field == field
    assert refused.value.text.zh
    assert (Leave.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_deputy_who_leaves_the_bank_meanwhile_is_refused(people: dict[str, Staff]) -> None:
    people["B"].to_on = TODAY + timedelta(2)
    with pytest.raises(actions.LeaveRefused):
        leave(people, "A", "B")
    assert leave(people, "A", "B", 0, 2).pk


def test_a_leave_taken_back_before_it_began_is_gone_and_one_that_runs_is_cut(people: dict[str, Staff]) -> None:
    future = leave(people, "A", "B", 10, 12)
    actions.cancel_leave(by="H", at=AT, leave=future, on=TODAY)
    assert not Leave.objects.exists()
    running = leave(people, "A", "B", -2, 4)
    actions.cancel_leave(by="H", at=AT, leave=running, on=TODAY)
    assert Leave.objects.get().last_on == TODAY - timedelta(1)
    with pytest.raises(actions.LeaveRefused):
        actions.cancel_leave(by="H", at=AT, leave=Leave.objects.get(), on=TODAY)
    assert Entry.objects.filter(action="leave.cancel").count() == 2


def test_an_extra_post_is_given_and_ended(people: dict[str, Staff]) -> None:
    user = signed_up(people["C"])
    post = actions.give_extra_post(
        by="H",
        at=AT,
        staff=people["C"],
        position=Position.DEPUTY_HEAD,
        institution=Institution.objects.get(pk="O2"),
        from_on=TODAY,
        to_on=None,
    )
    assert viewer_for(user, TODAY + timedelta(99)).institutions_for("duty.reassign") == {"O2"}
    actions.end_extra_post(by="H", at=AT, post=post, last_on=TODAY)
    assert not viewer_for(user, TODAY + timedelta(1)).may("duty.reassign")
    assert list(Entry.objects.order_by("id").values_list("action", flat=True)) == ["post.give", "post.end"]


def test_a_third_party_is_given_no_extra_post(people: dict[str, Staff]) -> None:
    with pytest.raises(actions.PostRefused):
        actions.give_extra_post(
            by="H",
            at=AT,
            staff=people["T"],
            position=Position.WEALTH_MANAGER,
            institution=Institution.objects.get(pk="O1"),
            from_on=TODAY,
            to_on=None,
        )
    assert not ExtraPost.objects.exists()
