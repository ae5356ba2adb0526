"""The head's daily reading: owed on each day the outlet opens, signed once, and missed for good when it was missed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tingtang.duties.actions import lapse_due
from tingtang.duties.models import Duty
from tingtang.jobs.registry import Run
from tingtang.opinions import jobs
from tingtang.opinions.actions import answer, sign_reading
from tingtang.opinions.errors import AlreadyDone, BadInput
from tingtang.opinions.models import Reading
from tingtang.opinions.queries import unanswered, unanswered_by_place
from tingtang.opinions.tests.book import DAY, MONDAY, PHONE, Book, later, readings
from tingtang.organisation.models import OpeningException
from tingtang.shared.times import ZONE, day_end

pytestmark = pytest.mark.postgres


def clock(day: int) -> None:
    """The job soon after midnight of a day of November 2026."""
    jobs.open_readings.function(Run(job_id=1, at=datetime(2026, 11, day, 0, 10, tzinfo=ZONE), attempt=1, tick=None))


def test_each_outlet_that_opens_owes_a_reading_by_tonight(book: Book) -> None:
    book.entry()
    clock(23)
    clock(23)
    assert readings("open") == [("O1", DAY), ("O2", DAY), ("O3", DAY)]
    duty = Duty.objects.get(kind="opinion.read", subject_id="O1")
    assert (duty.owner_role, duty.due_at, duty.inputs["waiting"]["value"]) == ("outlet_head", day_end(DAY), 1)


def test_what_waits_is_counted_for_all_outlets_as_for_each(book: Book) -> None:
    answered = book.entry()
    for n, place in enumerate(("O1", "O1", "O3")):
        book.entry(f"w{n}", institution_id=place, phone=PHONE if n else "")
    answer(by="H1", at=later(hours=1), opinion_id=answered.pk, text="已调高")
    assert unanswered_by_place() == {"O1": 2, "O3": 1}
    assert {place: unanswered([place]).count() for place in ("O1", "O2", "O3")} == {"O1": 2, "O2": 0, "O3": 1}


def test_a_closed_outlet_owes_none_and_a_weekend_none(book: Book) -> None:
    OpeningException.objects.create(institution_id="O2", on=DAY, opens=None, closes=None, reason="装修")
    clock(23)
    clock(28)
    assert readings("open") == [("O1", DAY), ("O3", DAY)]


def test_signing_meets_the_duty_and_says_what_was_there(book: Book) -> None:
    clock(23)
    book.entry()
    made = sign_reading(by="H1", at=later(hours=2), institution_id="O1", note=" 请大堂经理回电 ")
    assert (made.entries, made.waiting, made.note) == (1, 1, "请大堂经理回电")
    assert readings("met") == [("O1", DAY)]
    tomorrow = sign_reading(by="H1", at=later(days=1), institution_id="O1")
    assert (tomorrow.entries, tomorrow.waiting) == (0, 1)


def test_a_day_is_signed_once(book: Book) -> None:
    sign_reading(by="H1", at=MONDAY, institution_id="O1")
    with pytest.raises(AlreadyDone):
        sign_reading(by="H1", at=later(hours=1), institution_id="O1")
    with pytest.raises(BadInput):
        sign_reading(by="H1", at=later(days=1), institution_id="O1", note="字" * 401)
    assert Reading.objects.count() == 1


def test_a_day_without_a_signature_stays_missed(book: Book) -> None:
    clock(23)
    lapse_due(by="system:jobs", at=day_end(DAY) + timedelta(minutes=1))
    sign_reading(by="H1", at=later(days=1), institution_id="O1")
    assert ("O1", DAY) in readings("missed")
    assert readings("met") == []
