"""A campaign from its plan to its lessons: preparation, list, attendance, result, and the duty to write it down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.duties.models import Duty
from tingtang.manual.queries import value
from tingtang.outreach import campaigns as read
from tingtang.outreach.actions import call_off, close_campaign, list_guests, plan_campaign, prepared, record_guest
from tingtang.outreach.errors import OutreachRefused
from tingtang.outreach.models import Campaign, Guest
from tingtang.outreach.tests.people import MONDAY, TODAY, People
from tingtang.shared.times import business_date

LATER = MONDAY + timedelta(days=2)
SOON = TODAY + timedelta(days=2)


def planned(**given: Any) -> Campaign:
    plain = {
        "title": "社区讲座", "place": "阳光社区", "goal": "认识住户", "on": SOON, "preparations": ["场地", "", "折页"],
        "by": "W1", "at": MONDAY,
    }  # fmt: skip
    return plan_campaign(**{**plain, **given})


def test_a_plan_owes_its_lessons_some_working_days_after_its_day(people: People) -> None:
    made = planned()
    duty = Duty.objects.get(kind="campaign.lessons")
    days = int(str(value("campaign.lessons_working_days", TODAY).value))
    assert (duty.owner_staff_id, duty.subject_kind, duty.subject_id, duty.state) == (
        "W1", "campaign", str(made.pk), "open"
    )  # fmt: skip
    assert business_date(duty.show_at) == SOON
    assert business_date(duty.due_at - timedelta(seconds=1)) == SOON + timedelta(days=days + 2)  # over a weekend
    assert [one.what for one in made.preparations.order_by("pk")] == ["场地", "折页"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": " "}),
        ("place", {"place": "长" * 121}),
        ("goal", {"goal": ""}),
        ("on", {"on": TODAY - timedelta(days=1)}),
        ("on", {"on": TODAY + timedelta(days=400)}),
        ("preparations", {"preparations": ["x"] * 21}),
        ("preparations", {"preparations": ["长" * 121]}),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(people: People, field: str, given: dict[str, Any]) -> None:
    with pytest.raises(OutreachRefused) as refused:
        planned(**given)
    assert refused.value.field == field
    assert not Duty.objects.exists()


def test_only_customers_one_is_tied_to_are_listed_each_once_up_to_the_most(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = planned()
    for key, manager in (("C1", "W1"), ("C2", "W1"), ("C3", "W2")):
        people.customer(key, manager=manager)
    who: dict[str, Any] = {"campaign_id": made.pk, "by": "W1", "at": MONDAY}
    assert list_guests(customer_ids=["C1", "C3", "GHOST", "C1"], **who) == 1
    assert list_guests(customer_ids=["C1", "C2"], **who) == 1
    assert list_guests(customer_ids=["C3"], **{**who, "by": "H1"}) == 1
    assert set(read.guests_of(made).values_list("customer_id", flat=True)) == {"C1", "C2", "C3"}


def test_attendance_and_result_add_up(people: People) -> None:
    made = planned()
    ids = [people.customer(f"C{n}").pk for n in range(6)]
    list_guests(campaign_id=made.pk, customer_ids=ids, by="W1", at=MONDAY)
    lives = (("came", "sold"), ("came", "prospect"), ("came", "none"), ("absent", ""), ("declined", ""))
    for guest, (state, result) in zip(Guest.objects.order_by("pk"), lives, strict=False):
        record_guest(campaign_id=made.pk, guest_id=guest.pk, state=state, result=result, by="W1", at=LATER)
    assert read.outcomes([made.pk])[made.pk] == read.Outcome(listed=6, contacted=5, came=3, prospects=2, sold=1)


def test_nobody_has_a_result_who_was_not_spoken_to(people: People) -> None:
    made = planned()
    list_guests(campaign_id=made.pk, customer_ids=[people.customer("C1").pk], by="W1", at=MONDAY)
    guest = Guest.objects.get()
    for given, field in (
        ({"state": "listed", "result": "sold"}, "result"),
        ({"state": "dancing"}, "state"),
        ({"state": "came", "result": "rich"}, "result"),
        ({"state": "came", "note": "长" * 201}, "note"),
    ):
        with pytest.raises(OutreachRefused) as refused:
            record_guest(campaign_id=made.pk, guest_id=guest.pk, by="W1", at=MONDAY, **given)
        assert refused.value.field == field


def test_it_is_closed_with_lessons_from_its_day_on_and_then_stays_as_it_is(people: People) -> None:
    made = planned()
    said: dict[str, Any] = {"campaign_id": made.pk, "by": "W1"}
    with pytest.raises(OutreachRefused):
        close_campaign(lessons="太早", at=MONDAY, **said)
    with pytest.raises(OutreachRefused):
        close_campaign(lessons=" ", at=LATER, **said)
    assert close_campaign(lessons="提前一周约场地", at=LATER, **said).state == "closed"
    assert Duty.objects.get(kind="campaign.lessons").state == "met"
    with pytest.raises(PermissionDenied):
        close_campaign(lessons="再写一次", at=LATER, **said)
    with pytest.raises(PermissionDenied):
        list_guests(campaign_id=made.pk, customer_ids=[], by="W1", at=LATER)


def test_called_off_it_owes_nothing_more_and_says_why(people: People) -> None:
    made = planned()
    with pytest.raises(OutreachRefused):
        call_off(campaign_id=made.pk, reason="", by="W1", at=MONDAY)
    call_off(campaign_id=made.pk, reason="暴雨", by="W1", at=MONDAY)
    made.refresh_from_db()
    assert (made.state, made.lessons) == ("called_off", "暴雨")
    assert Duty.objects.get(kind="campaign.lessons").state == "cancelled"


def test_a_preparation_is_ticked_and_taken_back(people: People) -> None:
    made = planned()
    one = made.preparations.order_by("pk")[0]
    prepared(campaign_id=made.pk, preparation_id=one.pk, by="H1", at=MONDAY)
    one.refresh_from_db()
    assert (one.done_by, one.done_at) == ("H1", MONDAY)
    prepared(campaign_id=made.pk, preparation_id=one.pk, by="W1", at=MONDAY)
    one.refresh_from_db()
    assert (one.done_by, one.done_at) == ("", None)


def test_its_owner_and_the_heads_change_it_colleagues_look_at_it_others_do_not(people: People) -> None:
    made = planned()
    sees = {who: read.campaigns_of(people.viewer(who)).filter(pk=made.pk).exists() for who in people.people}
    assert {who for who, seen in sees.items() if seen} == {"W1", "W2", "OT", "H1", "HB", "T1"}
    with pytest.raises(PermissionDenied):
        read.campaign_for(people.viewer("H3"), made.pk)
    assert {who for who in people.people if read.may_change(people.viewer(who), made)} == {"W1", "H1", "HB"}
    for by in ("W2", "H3"):
        with pytest.raises(PermissionDenied):
            call_off(campaign_id=made.pk, reason="不办了", by=by, at=MONDAY)
