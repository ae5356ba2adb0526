"""Entries of the opinion book: taken in once, answered in time, called back, passed on to complaints."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.opinions.actions import answer, call_back, link_complaint, record_opinion
from tingtang.opinions.errors import AlreadyDone, BadInput, NoSuchOpinion, OpinionError
from tingtang.opinions.models import Opinion, Step
from tingtang.opinions.queries import book as entries
from tingtang.opinions.queries import on_time, unanswered
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


def test_an_entry_becomes_a_complaint_once_and_the_trail_of_it_is_the_case_s(book: Book) -> None:
    opinion, told = book.entry(), {"at": later(hours=1), "subject": ("complaint", "7")}
    link_complaint(by="X", opinion_id=opinion.pk, complaint="C-1", **told)
    for who in ("X", "Y"):
        with pytest.raises(AlreadyDone):
            link_complaint(by=who, opinion_id=opinion.pk, complaint="C-2", **told)
    assert Step.objects.get(what="complaint_linked").ref == "C-1"
    trail = Entry.objects.get(action="opinion.complaint_linked")
    assert (trail.subject_kind, trail.subject_id) == ("complaint", "7")
    assert "C-1" not in str(trail.detail)


def test_a_case_that_one_must_not_learn_of_does_not_stand_in_the_way(book: Book) -> None:
    opinion, told = book.entry(), {"at": later(hours=1), "subject": ("complaint", "7")}
    link_complaint(by="X", opinion_id=opinion.pk, complaint="C-1", **told)
    link_complaint(by="Y", opinion_id=opinion.pk, complaint="C-2", **told, hidden=lambda numbers: numbers & {"C-1"})
    with pytest.raises(AlreadyDone):  # one's own second never is one
        link_complaint(by="Y", opinion_id=opinion.pk, complaint="C-3", **told, hidden=lambda numbers: numbers)
    assert list(Step.objects.order_by("pk").values_list("ref", flat=True)) == ["C-1", "C-2"]


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
