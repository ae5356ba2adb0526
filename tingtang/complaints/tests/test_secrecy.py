"""Need to know (A34.6): what one may not read leaks in no list, count, search, figure, trail, notice or error."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tingtang.audit.actions import log_read
from tingtang.audit.models import Entry
from tingtang.complaints import actions
from tingtang.complaints.errors import BadInput, NoSuchComplaint
from tingtang.complaints.figures import figures, open_now
from tingtang.complaints.models import Complaint
from tingtang.complaints.queries import Filters, board, of_customer, shown
from tingtang.complaints.standing import visible
from tingtang.complaints.tests.desk import MONDAY, Desk, duties
from tingtang.complaints.trails import trail_of
from tingtang.duties.actions import escalate_due
from tingtang.duties.models import Duty, Escalation, Notice
from tingtang.live.models import OutboxEvent
from tingtang.organisation.access import Viewer, viewer_for
from tingtang.organisation.models import Leave, Staff, User
from tingtang.shared.times import business_date

LATER = MONDAY + timedelta(hours=2)


def viewer(staff_id: str) -> Viewer:
    return viewer_for(User(username=staff_id, staff=Staff.objects.get(pk=staff_id)), business_date(LATER))


def readers(case: Complaint) -> set[str]:
    """Who of the bank may read the case."""
    return {key for key in Staff.objects.values_list("pk", flat=True) if case in visible(viewer(key))}


def test_an_ordinary_case_is_read_by_who_wrote_it_down_and_the_heads_above(desk: Desk) -> None:
    assert readers(desk.case()) == {"L1", "H1", "D1", "HB1", "HP"}


def test_a_confidential_case_is_read_by_who_deals_with_it_alone(desk: Desk) -> None:
    case = desk.case(customer_id="C2", channel="phone")
    assert readers(case) == {"CO"}
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="CO", at=LATER)
    assert readers(case) == {"CO", "W1"}
    actions.take_in_hand(complaint_id=case.pk, staff_id="D1", by="CO", at=LATER, reason="换人")
    assert readers(case) == {"CO", "D1"}
    actions.name_reader(complaint_id=case.pk, staff_id="HPB", reason="总经理须了解", by="CO", at=LATER)
    assert readers(case) == {"CO", "D1", "HPB"}
    actions.replace_coordinator(complaint_id=case.pk, staff_id="HPB", reason="升级", by="CO", at=LATER)
    assert readers(case) == {"D1", "HPB"}


def test_a_deputy_reads_while_standing_in_and_not_when_it_is_about_them(desk: Desk) -> None:
    case, about = desk.case(customer_id="C2"), desk.case(customer_id="C2", concerned=["W1"])
    Leave.objects.create(staff_id="H1", deputy_id="W1", first_on=MONDAY.date(), last_on=MONDAY.date())
    assert "W1" in readers(case)
    assert "W1" not in readers(about)


def test_whom_it_is_about_never_reads_it_whatever_they_hold(desk: Desk) -> None:
    assert readers(desk.case(concerned=["H1", "HB1"])) == {"L1", "HP"}  # their deputy neither
    case = desk.case()
    actions.name_concerned(complaint_id=case.pk, staff_id="HP", by="H1", at=LATER)
    assert "HP" not in readers(case)
    with pytest.raises(BadInput):
        actions.name_reader(complaint_id=case.pk, staff_id="HP", reason="想看", by="H1", at=LATER)


def test_neither_board_nor_search_nor_figures_count_what_is_hidden(desk: Desk) -> None:
    hidden = desk.case(customer_id="C2", concerned=["T1"], products=["秘密产品"])
    for key in ("D1", "HB1", "HP", "L1", "T1", "I1"):
        who = viewer(key)
        assert board(who, Filters(), LATER).total == sum(board(who, Filters(), LATER).counts.values()) == 0
        assert board(who, Filters(q=hidden.number), LATER).rows == ()
        assert of_customer(who, "C2") == []
        found = figures(who, "P", MONDAY.date(), MONDAY.date(), LATER)
        assert (found.total.received, found.products, open_now(who, "P")) == (0, {}, 0)
    assert board(viewer("H1"), Filters(), LATER).total == 1


def test_each_reading_counts_a_case_once_where_it_happened_and_where_it_is_dealt_with(desk: Desk) -> None:
    desk.case()
    away = desk.case(channel="phone", customer_id="C3")
    assert away.place_id not in ("O1", desk.branch)
    day = MONDAY.date()

    def counted(who: str, place: str, reading: str) -> tuple[int, int]:
        found = figures(viewer(who), place, day, day, LATER, reading=reading).total.received
        return found, open_now(viewer(who), place, reading)

    places = ("O1", desk.branch, "P", away.place_id)
    assert [counted("HP", place, "about") for place in places] == [(2, 2), (2, 2), (2, 2), (0, 0)]
    assert [counted("HP", place, "dealt") for place in places] == [(1, 1), (1, 1), (2, 2), (1, 1)]
    assert list(figures(viewer("HP"), "P", day, day, LATER).units) == ["O1"]
    hidden = desk.case(customer_id="C2")
    assert not visible(viewer("HP")).filter(pk=hidden.pk).exists()
    assert counted("HP", "O1", "about") == counted("HP", "P", "dealt") == (2, 2)


def test_a_hidden_case_and_none_answer_alike(desk: Desk) -> None:
    hidden = desk.case(customer_id="C2")
    with pytest.raises(NoSuchComplaint) as one:
        shown(viewer("D1"), hidden.pk)
    with pytest.raises(NoSuchComplaint) as none:
        shown(viewer("D1"), 10**9)
    assert str(one.value) == str(none.value)


def test_a_complaint_about_the_head_leaves_no_trace_in_their_outlet(desk: Desk) -> None:
    case = desk.case(concerned=["H1", "D1"])
    assert set(Duty.objects.filter(subject_id=f"{case.pk}.1").values_list("institution_id", flat=True)) == {"B1"}
    trail = Entry.objects.filter(action__startswith="complaint.") | Entry.objects.filter(action__startswith="duty.")
    assert set(trail.values_list("institution_id", flat=True)) <= {"B1", ""}
    topics = set(OutboxEvent.objects.values_list("topic", flat=True))
    assert topics
    assert not {topic for topic in topics if topic.endswith((":H1", ":D1", ":O1"))}


def test_no_duty_event_or_trail_names_anybody(desk: Desk) -> None:
    case = desk.taken(customer_id="C1", concerned=["T1"])
    actions.note(complaint_id=case.pk, text="王秀兰说柜员态度不好", by="D1", at=LATER)
    said = str(list(Duty.objects.values_list("inputs", flat=True)))
    said += str(list(Entry.objects.values_list("detail", flat=True)))
    for name in ("王秀兰", "员工T1", "13812345678", "态度"):
        assert name not in said
    assert case.number in str(duties(case)[0].inputs)


def test_numbers_tell_nobody_how_many_there_are(desk: Desk) -> None:
    numbers = [desk.case().number for _ in range(20)]
    assert len(set(numbers)) == 20
    assert numbers != sorted(numbers)


def test_who_need_not_know_hears_of_no_overdue_duty(desk: Desk) -> None:
    late = MONDAY + timedelta(days=30)
    secret, about = desk.case(customer_id="C2"), desk.taken(concerned=["W1"])
    days = {"first_on": business_date(late), "last_on": business_date(late)}
    Leave.objects.create(staff_id="H1", deputy_id="W1", **days)  # who stands in for the head is complained about
    escalate_due(by="system:test", at=late)

    def heard(case: Complaint) -> set[str]:
        found = Escalation.objects.filter(duty__in=Duty.objects.filter(subject_id=f"{case.pk}.1").values("pk"))
        return set(found.filter(staff__isnull=False).values_list("staff", flat=True))

    assert (heard(secret), heard(about)) == (set(), {"HB1"})
    assert set(Notice.objects.values_list("staff", flat=True)) == {"HB1"}
    plain = desk.taken()
    escalate_due(by="system:test", at=late)
    assert heard(plain) == {"W1", "HB1"}


def test_a_case_that_follows_and_is_about_the_reader_stands_in_neither_log_nor_facts_of_the_first(desk: Desk) -> None:
    case = desk.taken(staff="W1")
    desk.answer(case, by="W1", at=LATER)
    desk.deliver(case, by="W1", at=LATER)
    at = LATER + timedelta(days=40)
    new = actions.follow_up(complaint_id=case.pk, text="又来了", by="L1", at=at)
    assert trail_of(viewer("H1"), case).followed_by == (new,)
    actions.name_concerned(complaint_id=new.pk, staff_id="W1", by="H1", at=at)
    told = trail_of(viewer("W1"), case)
    assert told.followed_by == ()
    assert "followed" not in [one.what for one in told.events]
    assert "followed" in [one.what for one in trail_of(viewer("H1"), case).events]


def test_every_reading_stands_on_the_case_the_same_again_on_a_day_counted(desk: Desk) -> None:
    case = desk.case()
    for minutes, who in [(n, "HB1") for n in range(150)] + [(200, "HP"), (201, "HB1")]:
        at = MONDAY + timedelta(minutes=minutes)
        log_read(by=who, at=at, subject=("complaint", str(case.pk)), action="complaint.read")
    readings = trail_of(viewer("H1"), case).readings
    assert [(one.by, one.times) for one in readings] == [("HB1", 1), ("HP", 1), ("HB1", 150)]
