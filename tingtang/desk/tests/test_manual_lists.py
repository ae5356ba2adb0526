"""The manual's lists: a paragraph's figures kind by kind, and its numbers by the day of their re-check."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from tingtang.desk.manual.rechecks import PAGE, rechecks, stands
from tingtang.desk.tests.bank import DeskBank
from tingtang.manual.book import load

TODAY = date(2027, 6, 30)  # the day of the manual's own re-check


@pytest.fixture
def of_several_kinds(bank: DeskBank) -> dict[str, int]:
    """Open duties of one paragraph (A31.2b) of three kinds, and how many of each."""
    many = {"fund.opens": 3, "insurance.expiry": 2, "wealth.before_maturity": 1}
    for kind, n in many.items():
        for one in range(n):
            bank.duty(bank.customer(f"C{len(kind)}{one}"), kind, period_on=bank.today.replace(day=1))
    return many


def rows(text: str, paragraph: str) -> dict[str, str]:
    """The rows of the paragraph's table of kinds: title -> row."""
    section = text[text.index(f'id="{paragraph}"') :]
    section = section[: section.index("</table>")]
    return {re.sub("<[^>]+>", "", row.split("</th>")[0]): row for row in section.split('<th scope="row">')[1:]}


def test_a_paragraph_of_several_kinds_shows_each_with_its_own_figure(
    head: Client, of_several_kinds: dict[str, int]
) -> None:
    kinds, found = load().kinds, rows(head.get("/manual/A31").text, "A31.2b")
    for kind, n in of_several_kinds.items():
        assert f">{n}</a></td>" in found[kinds[kind].title.zh]
    assert len(found) == len(of_several_kinds)


def test_kinds_without_a_case_in_the_period_are_named_beside_the_table(
    head: Client, of_several_kinds: dict[str, int]
) -> None:
    text = head.get("/manual/A31").text
    assert load().kinds["insurance.dividend"].title.zh in text[text.index("本期没有的职责") :]
    assert "kind=insurance.dividend" not in text


def test_the_figures_of_the_kinds_add_up_to_the_whole(head: Client, of_several_kinds: dict[str, int]) -> None:
    text = head.get("/manual/A31").text
    whole = int(re.findall(r'stands=open"[^>]*>.*?class="value">(\d+)', text)[0])
    parts = re.findall(r'kind=[\w.]+[^"]*stands=open">(\d+)</a>', text)
    assert whole == sum(map(int, parts)) == sum(of_several_kinds.values())


def test_a_kind_leads_to_its_own_cases_and_stays_chosen(head: Client, of_several_kinds: dict[str, int]) -> None:
    text = head.get("/manual/A31/cases", {"kind": "fund.opens", "stands": "open"}).text
    assert text.count('<th scope="row">') == of_several_kinds["fund.opens"]
    assert load().kinds["fund.opens"].title.zh in text[text.index("<h1>") : text.index('class="segments"')]
    assert "?kind=fund.opens&amp;" in text or "?kind=fund.opens&" in text


@pytest.mark.parametrize("kind", ["no.such", "complaint", "contact.private&x"])
def test_a_kind_that_is_not_of_the_article_narrows_nothing(
    head: Client, of_several_kinds: dict[str, int], kind: str
) -> None:
    text = head.get("/manual/A31/cases", {"kind": kind}).text
    assert text.count('<th scope="row">') == sum(of_several_kinds.values())


def test_a_paragraph_of_one_kind_shows_no_table_of_kinds(head: Client, bank: DeskBank) -> None:
    bank.duty(bank.customer("C1"), "wealth.before_maturity", period_on=bank.today.replace(day=1))
    assert "分职责" in head.get("/manual/A31").text
    assert "分职责" not in head.get("/manual/A29").text


# -- re-checks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, "overdue"), (0, "overdue"), (1, "soon"), (90, "soon"), (91, "later")]
)
def test_a_number_is_overdue_from_the_day_of_its_recheck(days: int, expected: str) -> None:
    assert stands(TODAY + timedelta(days=days), TODAY) == expected


def test_on_the_day_of_the_recheck_every_number_is_overdue_and_stays_in_the_list_of_values() -> None:
    book = load()
    found = rechecks(book, book.values(TODAY), TODAY, due="overdue")
    assert found.counts == {"": len(book.entries), "overdue": len(book.entries), "soon": 0, "later": 0}
    assert len(found.rows) == PAGE
    assert found.pages == -(-len(book.entries) // PAGE)


def test_the_earliest_recheck_stands_first_and_a_page_past_the_end_is_the_last() -> None:
    book = load()
    days = [
        one.entry.recheck_on for page in (1, 2, 3) for one in rechecks(book, book.values(TODAY), TODAY, page=page).rows
    ]
    assert days == sorted(days)
    assert rechecks(book, {}, TODAY, page=99).page == rechecks(book, {}, TODAY).pages


def test_a_number_without_a_value_in_force_is_listed_all_the_same() -> None:
    book = load()
    assert all(one.row is None for one in rechecks(book, {}, TODAY).rows)


@pytest.mark.parametrize("words", ["contact.interval_days.private", "Interval_Days.PRIVATE", "interval_days.private"])
def test_words_find_a_number_by_its_key(manager: Client, words: str) -> None:
    text = manager.get("/manual/values", {"q": words}).text
    assert text.count('<th scope="row">') == 1
    assert 'href="/manual/values/contact.interval_days.private"' in text
    assert "7 天" in text


def test_words_find_numbers_by_clause_and_description_and_say_when_there_are_none(manager: Client) -> None:
    by_clause = manager.get("/manual/values", {"q": "A31.2a"}).text
    assert "contact.interval_days.private" in by_clause
    assert "没有这样的数值" in manager.get("/manual/values", {"q": "xyzzy"}).text


def test_what_is_due_later_is_not_among_the_overdue(manager: Client) -> None:
    assert "没有这样的数值" in manager.get("/manual/values", {"due": "overdue", "q": "A31.2a"}).text
    assert "contact.interval_days.private" in manager.get("/manual/values", {"due": "later", "q": "A31.2a"}).text


def test_the_list_comes_in_pages_that_keep_the_filter(manager: Client) -> None:
    first = manager.get("/manual/values", {"due": "later"}).text
    assert first.count('<th scope="row">') == PAGE
    assert "?due=later&q=&page=2" in first
    assert manager.get("/manual/values", {"page": "²"}).text.count('<th scope="row">') == PAGE


def test_the_manual_leads_to_the_list(manager: Client) -> None:
    assert 'href="/manual/values"' in manager.get("/manual").text
