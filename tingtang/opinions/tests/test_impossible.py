"""What must not be is refused by the database itself, on SQLite and on PostgreSQL, whoever writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.races import at_once
from tingtang.duties.models import Duty
from tingtang.opinions.actions import answer, sign_reading
from tingtang.opinions.errors import OpinionError
from tingtang.opinions.models import Opinion, Photo, Reading, Step
from tingtang.opinions.tests.book import DAY, JPEG, MONDAY, PHONE, Book, later

pytestmark = pytest.mark.postgres
THREADS = 4


def refused(change: Any) -> bool:
    """Whether the database refuses, leaving the test's transaction as it was."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def written(**fields: Any) -> Opinion:
    """An entry written past the actions."""
    plain = {
        "institution_id": "O1", "source": "paper", "written_on": DAY, "recorded_on": DAY, "at": MONDAY, "by": "L1",
        "text": "x", "key": "k",
    }  # fmt: skip
    return Opinion.objects.create(**{**plain, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "gossip"}, {"text": ""}, {"source": "rating"}, {"source_id": "7"}, {"key": ""},
        {"written_on": DAY + timedelta(days=1)},
    ],
    ids=str,
)  # fmt: skip
def test_an_entry_that_makes_no_sense_cannot_be_kept(book: Book, fields: dict[str, Any]) -> None:
    assert refused(lambda: written(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"what": "burnt"}, {"what": "answered", "text": ""}, {"what": "complaint_linked"},
        {"what": "answered", "ref": "C-1"}, {"what": "answered", "at": MONDAY - timedelta(seconds=1)},
    ],
    ids=str,
)  # fmt: skip
def test_a_step_that_makes_no_sense_cannot_be_kept(book: Book, fields: dict[str, Any]) -> None:
    opinion = book.entry(phone=PHONE)
    assert refused(lambda: Step.objects.create(**{"opinion": opinion, "at": later(), "by": "L1", "text": "x"} | fields))


def test_nobody_is_called_who_left_no_number(book: Book) -> None:
    silent, left = book.entry(), book.entry("k2", phone=PHONE)
    said = {"what": "called", "at": later(), "by": "L1", "text": "x"}
    assert refused(lambda: Step.objects.create(opinion=silent, **said))
    assert not refused(lambda: Step.objects.create(opinion=left, **said))
    assert refused(lambda: Step.objects.create(opinion=left, **said))


def test_a_case_comes_of_one_entry(book: Book) -> None:
    said = {"what": "complaint_linked", "at": later(), "by": "L1", "ref": "C-1"}
    Step.objects.create(opinion=book.entry(), **said)
    assert refused(lambda: Step.objects.create(opinion=book.entry("k2"), **said))


def test_the_book_its_steps_and_its_readings_only_grow(book: Book) -> None:
    opinion = book.entry(photo=JPEG)
    answer(by="H1", at=later(), opinion_id=opinion.pk, text="已处理")
    sign_reading(by="H1", at=later(), institution_id="O1")
    for model, field in ((Opinion, "by"), (Photo, "media"), (Step, "by"), (Reading, "by")):
        assert refused(lambda model=model, field=field: model.objects.update(**{field: "X"}))
        assert refused(lambda model=model: model.objects.all()._raw_delete(using="default"))


@pytest.mark.slow
def test_of_many_at_once_one_entry_one_answer_and_one_reading_are_kept(on_each_database: str) -> None:
    book = Book()
    at_once(*[lambda: book.entry()] * THREADS, refusals=OpinionError)
    opinion = Opinion.objects.get()
    say = lambda: answer(by="H1", at=later(hours=1), opinion_id=opinion.pk, text="已处理")  # noqa: E731
    at_once(*[say] * THREADS, refusals=OpinionError)
    at_once(*[lambda: sign_reading(by="H1", at=later(), institution_id="O1")] * THREADS, refusals=OpinionError)
    assert (Step.objects.count(), Reading.objects.count()) == (1, 1)
    assert Duty.objects.filter(kind="opinion.answer", state="met").count() == 1
