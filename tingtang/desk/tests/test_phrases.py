"""The page of the phrase check, and the quiet warning beside a memo."""

from __future__ import annotations

import pytest
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.desk.tests.bank import DeskBank

HTMX = {"HX-Request": "true"}
PAGE, WARNING = "/manual/phrases", "/manual/phrases/warning"


def test_the_page_shows_the_conduct_code_and_the_lists(manager: Client) -> None:
    text = manager.get(PAGE).text
    for words in ("三知", "知工作职责", "四杜绝", "十字", "我不知道", "没空理你"):
        assert words in text


def test_what_is_never_said_is_marked_with_its_reason(manager: Client) -> None:
    text = manager.post(PAGE, {"said": "您好\n墙上写着，自己看"}).text
    assert '<mark class="is-medium">' in text
    assert "办理业务" in text
    assert "A18.6" in text


def test_what_was_inferred_from_the_tone_says_so_and_by_what(manager: Client) -> None:
    text = manager.post(PAGE, {"said": "你先出去凉快凉快"}).text
    assert "语气不当" in text
    assert "推断，请人再听" in text
    assert "凉快”" in text
    assert (
        "语气不当" not in manager.post(WARNING, {"field": "memo", "memo": "你先出去凉快凉快"}, headers=HTMX).text
    )  # a memo is not talk


def test_htmx_gets_the_result_alone_and_the_words_stay_in_the_page(manager: Client) -> None:
    part = manager.post(PAGE, {"said": "我不知道"}, headers=HTMX).text
    assert "<html" not in part
    assert "<mark" in part
    assert "我不知道</textarea>" in manager.post(PAGE, {"said": "我不知道"}).text


def test_polite_words_are_said_to_be_so(manager: Client) -> None:
    assert "没有发现禁语" in manager.post(PAGE, {"said": "请您稍等"}).text


def test_a_whole_conversation_shows_what_it_lacks(manager: Client) -> None:
    text = manager.post(PAGE, {"said": "客户：谢谢\n柜员：好", "whole": "1"}).text
    for step in ("来有迎声", "走有送声", "答谢"):
        assert step in text
    assert "来有迎声" not in manager.post(PAGE, {"said": "客户：谢谢\n柜员：好"}).text.split("服务基本要求")[0]


def test_a_pasted_table_is_read_as_one(manager: Client) -> None:
    text = manager.post(PAGE, {"said": "speaker,time,text\r\n客户,09:00,我不知道\r\n柜员,09:01,没空理你"}).text
    assert "<mark" in text
    assert "我不知道</mark>" not in text


@pytest.mark.parametrize(
    ("said", "why"),
    [("", "请粘贴"), ("您" * 20_001, "最多"), ("好\n" * 501, "最多"), ("speaker,text\n柜员", "has 1 cells")],
)
def test_what_cannot_be_checked_is_refused_and_kept(manager: Client, said: str, why: str) -> None:
    answer = manager.post(PAGE, {"said": said})
    assert answer.status_code == 422
    assert why in answer.text
    assert said[:100] in answer.text


def test_what_is_typed_cannot_become_markup(manager: Client) -> None:
    text = manager.post(PAGE, {"said": "<script>alert(1)</script>我不知道"}).text
    assert "<script>alert" not in text


def test_a_memo_is_warned_about_and_may_be_saved(bank: DeskBank, manager: Client) -> None:
    bank.customer("C1")
    warned = manager.post(WARNING, {"field": "memo", "memo": "我跟他说没空理你"}, headers=HTMX).text
    assert "没空理你" in warned
    assert "仍可保存" in warned
    memo = {"key": "k1", "outcome": "reached", "channel": "phone", "memo": "我跟他说没空理你"}
    assert manager.post("/customers/C1/contact", memo, headers=HTMX).status_code == 204


def test_the_customers_own_words_raise_no_warning(manager: Client) -> None:
    for memo in ("客户说我不知道怎么操作", "谈了到期安排，约下周见", ""):
        assert manager.post(WARNING, {"field": "memo", "memo": memo}).text.strip() == ""
    assert manager.post(WARNING, {}).text.strip() == ""


def test_the_form_of_a_contact_asks_for_the_warning(bank: DeskBank, manager: Client) -> None:
    bank.customer("C1")
    text = manager.get("/customers/C1/contact", headers=HTMX).text
    assert f'hx-post="{WARNING}"' in text
    assert "from:#memo" in text


def test_checking_writes_nothing_down(manager: Client) -> None:
    before = Entry.objects.count()
    manager.post(PAGE, {"said": "没空理你"})
    manager.post(WARNING, {"field": "memo", "memo": "没空理你"})
    assert Entry.objects.count() == before
