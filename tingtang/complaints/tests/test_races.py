"""Several at once, for real: threads on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError

from tests.races import at_once
from tingtang.complaints import actions
from tingtang.complaints.errors import ComplaintError
from tingtang.complaints.models import Attachment, Complaint, Concerned, Extension, Handling, Round, WebMeter
from tingtang.complaints.tests.desk import MONDAY, PDF, Desk, duties

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
THREADS = 5
LATER = MONDAY + timedelta(days=10)

race = partial(at_once, refusals=ComplaintError)


@pytest.fixture
def desk(on_each_database: str) -> Desk:
    return Desk()


def test_of_two_who_take_a_case_at_once_one_has_it(desk: Desk) -> None:
    case = desk.case()
    take = [
        lambda who=who: actions.take_in_hand(complaint_id=case.pk, staff_id=who, by=who, at=LATER)
        for who in ("D1", "W1", "L1", "H1")
    ]
    results = race(*take)
    assert sum(isinstance(one, ComplaintError) for one in results) == 3
    assert Handling.objects.filter(complaint=case).count() == 1
    assert len({one.owner_staff_id for one in duties(case, "regulator")}) == 1


def test_renewed_twice_at_once_it_is_one_new_round(desk: Desk) -> None:
    case = desk.answered()
    results = race(*[lambda: actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=LATER)] * THREADS)
    assert sum(isinstance(one, ComplaintError) for one in results) == THREADS - 1
    assert Round.objects.filter(complaint=case).count() == 2
    assert len(duties(case, "second_handler")) == 1
    assert Complaint.objects.get(pk=case.pk).round == 2


def test_of_a_renewal_and_a_closing_at_once_one_counts(desk: Desk) -> None:
    case = desk.answered()
    end = case.quiet_until
    assert end is not None
    results = race(
        lambda: actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=end - timedelta(seconds=1)),
        lambda: actions.close(complaint_id=case.pk, text="满意", by="D1", at=end),
    )
    assert sum(isinstance(one, ComplaintError) for one in results) == 1


def test_the_same_intake_sent_at_once_is_one_case(desk: Desk) -> None:
    results = race(*[lambda: desk.open(key="k1")] * THREADS)
    assert len({made.complaint.pk for made in results}) == 1 == Complaint.objects.count()


def test_past_every_check_nobody_handles_and_is_complained_about_at_once(desk: Desk) -> None:
    case = desk.case()
    this = Round.objects.get(complaint=case)
    at_once(
        lambda: Handling.objects.create(complaint=case, round=this, staff_id="W1", by="H1", at=MONDAY),
        lambda: Concerned.objects.create(complaint=case, staff_id="W1"),
        refusals=DatabaseError,
    )
    handles = Handling.objects.filter(complaint=case, staff="W1").exists()
    assert handles != Concerned.objects.filter(complaint=case, staff="W1").exists()


def test_an_extension_asked_twice_at_once_is_one(desk: Desk) -> None:
    case = desk.taken()
    race(*[lambda: actions.ask_extension(complaint_id=case.pk, reason="调阅", by="D1", at=LATER)] * THREADS)
    assert Extension.objects.filter(complaint=case).count() == 1


def test_the_same_paper_added_at_once_is_kept_once(desk: Desk) -> None:
    case = desk.case()
    add = partial(actions.attach, complaint_id=case.pk, what="evidence", name="a.pdf", content=PDF, by="L1", at=LATER)
    race(*[add] * THREADS)
    assert Attachment.objects.filter(complaint=case).count() == 1


def test_of_many_who_send_the_public_form_at_once_no_more_get_through_than_an_hour_takes(desk: Desk) -> None:
    def send(n: int) -> object:
        said = replace(desk.said(channel="web"), facts=f"第 {n} 件")
        given = {"said": said, "named": (), "papers": (), "address": "203.0.113.7", "at": MONDAY}
        return actions.take_in_public(**given, key=f"race-{n}")

    for n in range(8):
        send(n)
    results = race(*[partial(send, 8 + n) for n in range(THREADS)])
    assert sum(isinstance(one, ComplaintError) for one in results) == THREADS - 2
    assert Complaint.objects.count() == WebMeter.objects.get().n == 10
