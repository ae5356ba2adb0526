"""Entries of the opinion book: taken in once, answered in time, called back, passed on to complaints."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.opinions.actions import answer, call_back, link_complaint, record_opinion, wish_complaint
from tingtang.opinions.errors import AlreadyDone, BadInput, NoSuchOpinion, OpinionError
from tingtang.opinions.models import Opinion, Step
from tingtang.opinions.queries import book as entries
from tingtang.opinions.queries import on_time, unanswered, waiting_complaints
from tingtang.opinions.tests.book import DAY, JPEG, MONDAY, PHONE, Book, later, owed
from tingtang.shared.times import day_end

pytestmark = pytest.mark.postgres


def test_an_entry_owes_an_answer_by_the_end_of_the_third_working_day(book: Book) -> None:
    duty = owed(book.entry())
    assert (duty.clause, duty.owner_role, duty.institution_id) == ("A35.3", "outlet_head", "O1")
    assert duty.due_at == day_end(DAY + timedelta(days=3))


def test_the_time_runs_from_the_day_it_was_written_not_from_the_day_it_was_found(book: Book) -> None:
    duty = owed(book.entry(written_on=DAY - timedelta(days=10)))
    assert duty.due_at == day_end(DAY - timedelta(days=5))  # a Friday, then Monday to Wednesday


def test_a_photographed_page_is_kept_with_its_hash(book: Book) -> None:
    photo = book.entry(text="", photo=JPEG).photo
    assert photo is not None
    assert (photo.media, photo.size, photo.sha256) == ("image/jpeg", len(JPEG), hashlib.sha256(JPEG).hexdigest())
    assert bytes(photo.content) == JPEG


def test_the_same_form_and_the_same_rating_are_taken_in_once(book: Book) -> None:
    assert book.entry() == book.entry()
    assert book.entry("k2", ticket="7") == book.entry("k3", ticket="7")
    assert Opinion.objects.count() == 2
    assert Entry.objects.filter(action="opinion.record").count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "字" * 1001}, "text"),
        ({"name": "字" * 61}, "name"),
        ({"written_on": DAY + timedelta(days=1)}, "written_on"),
        ({"phone": "a number"}, "phone"),
        ({"photo": b"%PDF-1.7"}, "photo"),
        ({"photo": JPEG + bytes(5 * 1024 * 1024)}, "photo"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_its_field(book: Book, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        book.entry(**fields)
    assert refused.value.field == field
    assert not Opinion.objects.exists()


def test_without_a_number_the_answer_is_enough(book: Book) -> None:
    opinion = book.entry()
    answer(by="H1", at=later(days=1), opinion_id=opinion.pk, text="已调高温度")
    assert owed(opinion).state == "met"
    assert list(unanswered(["O1"])) == []


def test_where_a_number_was_left_only_a_call_that_reached_the_customer_ends_it(book: Book) -> None:
    opinion = book.entry(phone=PHONE)
    answer(by="H1", at=later(days=1), opinion_id=opinion.pk, text="已调高温度")
    assert owed(opinion).state == "open"
    call_back(by="L1", at=later(days=1, hours=1), opinion_id=opinion.pk, reached=False, text="无人接听")
    call_back(by="L1", at=later(days=1, hours=2), opinion_id=opinion.pk, reached=False, text="无人接听")
    assert owed(opinion).state == "open"
    assert list(unanswered(["O1"])) == [opinion]
    call_back(by="L1", at=later(days=2), opinion_id=opinion.pk, reached=True, text="客户满意")
    assert owed(opinion).state == "met"


def test_an_answer_after_the_time_is_late(book: Book) -> None:
    opinion = book.entry()
    answer(by="H1", at=later(days=5), opinion_id=opinion.pk, text="已调高温度")
    assert owed(opinion).state == "late"


def test_it_is_answered_once_and_never_in_silence(book: Book) -> None:
    opinion = book.entry()
    with pytest.raises(BadInput):
        answer(by="H1", at=later(), opinion_id=opinion.pk, text=" ")
    answer(by="H1", at=later(), opinion_id=opinion.pk, text="已处理")
    with pytest.raises(AlreadyDone):
        answer(by="L1", at=later(), opinion_id=opinion.pk, text="又处理")
    assert Step.objects.count() == 1
    with pytest.raises(NoSuchOpinion):
        answer(by="H1", at=later(), opinion_id=opinion.pk + 1, text="已处理")


def test_a_call_needs_a_number_and_an_answer_first(book: Book) -> None:
    silent, left = book.entry(), book.entry("k2", phone=PHONE)
    for opinion in (silent, left):
        with pytest.raises(OpinionError):
            call_back(by="L1", at=later(), opinion_id=opinion.pk, reached=True, text="已说明")
    assert not Step.objects.exists()


def test_an_entry_may_become_a_complaint_once_and_says_which(book: Book) -> None:
    opinion = book.entry()
    with pytest.raises(OpinionError):
        link_complaint(by="X", at=later(), opinion_id=opinion.pk, complaint="C-1")
    wish_complaint(by="L1", at=later(), opinion_id=opinion.pk, text="涉及服务态度")
    assert list(waiting_complaints(["O1"])) == [opinion]
    link_complaint(by="X", at=later(hours=1), opinion_id=opinion.pk, complaint="C-1")
    assert list(waiting_complaints(["O1"])) == []
    with pytest.raises(AlreadyDone):
        link_complaint(by="X", at=later(hours=1), opinion_id=opinion.pk, complaint="C-2")
    assert Step.objects.get(what="complaint_linked").ref == "C-1"


def test_the_trail_says_what_was_done_and_never_the_words_or_the_number(book: Book) -> None:
    opinion = book.entry(phone=PHONE)
    answer(by="H1", at=later(), opinion_id=opinion.pk, text="已调高温度")
    found = list(Entry.objects.filter(subject_kind="opinion").values_list("action", "detail"))
    assert [action for action, _ in found] == ["opinion.record", "opinion.answered"]
    assert PHONE not in str(found)
    assert "温度" not in str(found)


def test_the_book_of_another_outlet_is_another_book(book: Book) -> None:
    record_opinion(by="L1", at=MONDAY, institution_id="O3", key="k9", written_on=DAY, text="很好")
    assert not entries(["O1"]).exists()


def test_answers_in_time_are_counted_by_outlet(book: Book) -> None:
    good, bad, still = book.entry(), book.entry("k2"), book.entry("k3")
    answer(by="H1", at=later(days=1), opinion_id=good.pk, text="已处理")
    answer(by="H1", at=later(days=9), opinion_id=bad.pk, text="已处理")
    row = on_time({"O1", "O3"}, DAY, DAY)[0]
    assert (row.institution.pk, row.entries, row.answered, row.read) == ("O1", 3, (1, 2), (0, 0))
    assert owed(still).state == "open"
    assert on_time({"O1"}, DAY + timedelta(days=1), DAY + timedelta(days=2)) == []
