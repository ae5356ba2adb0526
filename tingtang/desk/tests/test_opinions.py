"""Pages of the opinion book: typed or photographed, answered, called back, signed in one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.desk.tests.bank import DeskBank
from tingtang.opinions.actions import record_opinion
from tingtang.opinions.models import Opinion, Reading, Step

PHONE = "13900001111"
PNG = b"\x89PNG\r\n\x1a\n a page"


@pytest.fixture
def opinion(bank: DeskBank) -> Opinion:
    """An entry of the head's outlet with a number."""
    return record_opinion(
        by=bank.head.pk, at=timezone.now() - timedelta(hours=1), institution_id=bank.head.institution_id, key="k1",
        written_on=bank.today, text="排队太久", name="王先生", phone=PHONE,
    )[0]  # fmt: skip


def sent(bank: DeskBank, **fields: object) -> dict[str, object]:
    """The form of an entry, as a browser sends it."""
    return {
        "key": "k7",
        "ticket": "",
        "written_on": bank.today.isoformat(),
        "text": "空调太冷",
        "name": "",
        "phone": "",
    } | fields


def test_the_empty_book_teaches(head: Client) -> None:
    assert "没有待办的意见" in head.get("/opinions").text
    assert "意见簿还是空的" in head.get("/opinions?state=all").text


def test_the_list_masks_the_number_and_says_by_when(head: Client, opinion: Opinion) -> None:
    text = head.get("/opinions").text
    assert "排队太久" in text
    assert PHONE not in text
    assert "chip is-" in text


def test_an_entry_is_taken_in_and_owes_an_answer(bank: DeskBank, head: Client) -> None:
    photo = SimpleUploadedFile("page.png", PNG, "image/png")
    answer = head.post("/opinions/new", sent(bank, photo=photo))
    made = Opinion.objects.get(key="k7")
    assert (answer.status_code, answer["Location"]) == (302, f"/opinions/{made.pk}")
    assert made.photo is not None
    got = head.get(f"/opinions/{made.pk}/photo")
    assert (got.content, got["Content-Type"]) == (PNG, "image/png")
    assert "attachment" in got["Content-Disposition"]
    assert Entry.objects.filter(action="opinion.photo.read").exists()


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"text": ""}, "请写明意见内容"), ({"written_on": "soon"}, "请填写日期"), ({"phone": "x!"}, "电话号码只能"),
     ({"ticket": "0", "text": "x"}, "404")],
)  # fmt: skip
def test_a_refused_entry_keeps_every_word(bank: DeskBank, head: Client, fields: dict[str, object], why: str) -> None:
    answer = head.post("/opinions/new", sent(bank, name="李女士", **fields))
    if why == "404":
        assert answer.status_code == 404
        return
    assert answer.status_code == 422
    assert why in answer.text
    assert "李女士" in answer.text
    assert not Opinion.objects.exists()


def test_it_is_answered_then_called_back(head: Client, opinion: Opinion) -> None:
    page = f"/opinions/{opinion.pk}"
    assert "电话回访" not in head.get(page).text.split("经过")[0]
    assert head.post(f"{page}/answer", {"text": "已加开窗口"}).status_code == 302
    assert "已接通" in head.get(page).text
    assert head.post(f"{page}/call", {"text": "客户满意"}).status_code == 422
    assert head.post(f"{page}/call", {"text": "客户满意", "reached": "yes"}).status_code == 302
    assert [step.what for step in Step.objects.order_by("pk")] == ["answered", "called"]
    text = head.get(page).text
    assert "已电话回访" in text
    assert "is-ok" in text


def test_who_wrote_and_who_signed_stand_by_name(bank: DeskBank, head: Client, opinion: Opinion) -> None:
    head.post("/opinions/read", {"institution": bank.head.institution_id})
    head.post(f"/opinions/{opinion.pk}/answer", {"text": "已加开窗口"})
    assert f"已加开窗口 · {bank.head.name}" in head.get(f"/opinions/{opinion.pk}").text
    book = head.get("/opinions").text
    assert f"· {bank.head.name}" in book.split("今日已签阅")[1].split("</div>")[0]
    assert f"· {bank.head.name} ·" in book.split("最近的签阅")[1]


def test_a_second_answer_is_refused_and_its_words_stay(head: Client, opinion: Opinion) -> None:
    head.post(f"/opinions/{opinion.pk}/answer", {"text": "已加开窗口"})
    answer = head.post(f"/opinions/{opinion.pk}/answer", {"text": "再答一次"})
    assert answer.status_code == 409
    assert "此前已办理" in answer.text


def test_the_number_is_shown_to_call_and_each_look_is_logged(head: Client, opinion: Opinion) -> None:
    page = f"/opinions/{opinion.pk}"
    assert PHONE not in head.get(page).text
    assert PHONE in head.get(f"{page}/number", headers={"HX-Request": "true"}).text
    assert Entry.objects.filter(action="opinion.number.read", subject_id=str(opinion.pk)).count() == 1


def test_it_may_be_taken_in_as_a_complaint(head: Client, opinion: Opinion) -> None:
    assert f'href="/complaints/new?source=opinion:{opinion.pk}"' in head.get(f"/opinions/{opinion.pk}").text


def test_the_head_signs_in_one_tap_and_once(bank: DeskBank, head: Client, opinion: Opinion) -> None:
    assert "今日查阅" in head.get("/opinions").text
    form = {"institution": bank.head.institution_id, "note": "请回电"}
    assert head.post("/opinions/read", form).status_code == 302
    assert "请回电" in head.get("/opinions").text
    assert head.post("/opinions/read", form).status_code == 409
    assert Reading.objects.count() == 1


def test_the_figures_name_the_outlet(head: Client, opinion: Opinion) -> None:
    text = head.get("/opinions/figures").text
    assert f"institution={opinion.institution_id}" in text
    assert "—" in text
