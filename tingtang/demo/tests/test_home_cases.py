"""Complaints and opinion books of the demo's own outlet: something in each state, made once."""

from __future__ import annotations

from datetime import date

from tingtang.complaints.models import Complaint, Lesson
from tingtang.complaints.tests.desk import Desk
from tingtang.demo.home_cases import complain_at_home
from tingtang.demo.opinions import fill_books
from tingtang.opinions.models import Opinion, Reading, Step
from tingtang.opinions.queries import unanswered

ON = date(2026, 3, 2)


def test_the_outlet_has_a_case_in_each_state_and_no_more_the_second_time(db: None) -> None:
    Desk()
    assert complain_at_home("O1", 1, ON) == 7
    assert complain_at_home("O1", 1, ON) == 0
    assert set(Complaint.objects.values_list("state", flat=True)) == {"handling", "quiet", "closed"}
    assert Complaint.objects.filter(round=2).exists()
    assert Complaint.objects.filter(confidential=True).exists()
    assert Complaint.objects.filter(plan_opened_at__isnull=False, plan_closed_at__isnull=True).exists()
    assert Lesson.objects.get().state == "approved"


def test_its_book_has_entries_answered_and_not_and_some_that_became_complaints(db: None) -> None:
    Desk()
    made = fill_books("O1", 1, ON)
    assert made == Opinion.objects.count() > 10
    assert fill_books("O1", 1, ON) == 0
    assert 0 < unanswered(["O1"]).count() < made
    assert Reading.objects.filter(institution="O1").exists()
    linked = Complaint.objects.filter(channel="opinion_book").values_list("number", flat=True)
    assert set(Step.objects.filter(what="complaint_linked").values_list("ref", flat=True)) == set(linked)
