"""Queries of the pages of complaints, recorded and held: as many with many cases as with one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.complaints import actions
from tingtang.complaints.models import Complaint, Lesson, Repeat, Teaching
from tingtang.complaints.tests.desk import Desk
from tingtang.desk.tests.counting import held
from tingtang.organisation.models import User

NOW = timezone.now() - timedelta(minutes=5)
PAGES = {
    "complaints": ("H1", "/complaints"),
    "complaints, filtered": ("H1", "/complaints?group=late&cause=attitude&q=TS"),
    "a complaint": ("D1", "/complaints/{case}"),
    "a complaint, a head above": ("HB1", "/complaints/{case}"),
    "a complaint, its trail": ("H1", "/complaints/{case}/trail"),
    "a new complaint": ("L1", "/complaints/new"),
    "overview of complaints": ("H1", "/complaints/overview"),
    "complaints of a customer": ("W1", "/customers/C1/complaints", True),
    "case library": ("H1", "/complaints/library"),
    "a lesson": ("H1", "/complaints/library/{lesson}"),
}


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(signed=True, at=NOW)


def told(case: Complaint) -> int:
    """A lesson of the case that was told twice at its outlet, and came up again."""
    said = {"title": "一次告知", "story": "跑了三趟", "lesson": "一次说清", "business": "account", "cause": case.cause}
    who = {"written_by": "D1", "written_at": NOW, "state": "approved", "decided_by": "HB1", "decided_at": NOW}
    lesson = Lesson.objects.create(complaint=case, place_id="O1", **said, **who)
    done = {"told_at": NOW, "told_by": "H1", "how": "晨会"}
    for more in (done, {}):
        Teaching.objects.create(lesson=lesson, institution_id="O1", opened_at=NOW, **more)
    for other in Complaint.objects.exclude(pk=case.pk)[:5]:
        Repeat.objects.create(lesson=lesson, complaint=other)
    return int(lesson.pk)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_no_more_queries_than_recorded(desk: Desk, name: str) -> None:
    case = desk.taken(concerned=["T1"], products=["稳健一号"])
    actions.find(complaint_id=case.pk, upheld=True, ours=True, text="属实", by="D1", at=NOW)
    for n in range(12):
        desk.case(at=NOW - timedelta(days=n * 3), customer_id="C1" if n % 2 else "", cause=("fees", "loss")[n % 2])
    who, address, *fragment = PAGES[name]
    page = Client(headers={"HX-Request": "true"} if fragment else None)
    page.force_login(User.objects.get(username=who))
    address = address.format(case=case.pk, lesson=told(case))
    page.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)
