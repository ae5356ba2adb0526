"""The register is whole: forty articles, each paragraph in both languages, with what enforces it, told honestly."""

import re
from datetime import date
from importlib import import_module

import pytest

from tingtang.manual.book import Article, load

DAY = date(2026, 11, 23)
CHAPTERS = {
    1: (1, 2),
    2: (3, 4),
    3: (5, 12),
    4: (13, 18),
    5: (19, 26),
    6: (27, 32),
    7: (33, 33),
    8: (34, 35),
    9: (36, 40),
}
ARTICLES = list(load().articles.values())


def test_all_forty_articles_stand_in_order_under_their_chapters() -> None:
    assert [article.id for article in ARTICLES] == [f"A{n}" for n in range(1, 41)]
    for article in ARTICLES:
        first, last = CHAPTERS[article.chapter]
        assert first <= int(article.id[1:]) <= last


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_each_paragraph_speaks_both_languages(article: Article) -> None:
    for text in (article.title, *(paragraph.text for paragraph in article.paragraphs)):
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
        assert len(text.en.split()) >= 1


def test_paragraphs_stand_in_order() -> None:
    for article in ARTICLES:
        names = [paragraph.id for paragraph in article.paragraphs]
        assert names == sorted(
            names, key=lambda name: [int(n) if n.isdigit() else n for n in re.findall(r"\d+|[a-z]", name)]
        )


@pytest.mark.parametrize(
    "clause", ["A19.2d", "A21.2c", "A26.7", "A28.4", "A31.2a", "A31.2b", "A31.2c", "A31.4", "A31.6", "A34.4", "A35.3"]
)
def test_the_clauses_others_cite_are_there(clause: str) -> None:
    assert clause in load().paragraphs


def test_code_that_is_said_to_hold_a_rule_exists() -> None:
    for mechanism in load().mechanisms.values():
        assert import_module(mechanism.held_by), mechanism.key


def test_nothing_is_both_a_kind_of_duty_and_a_rule_beside_the_duties() -> None:
    book = load()
    assert not {key for _, key in book.mechanisms} & set(book.kinds)


def test_a_value_named_by_a_paragraph_is_in_force_today() -> None:
    book = load()
    for paragraph in book.paragraphs.values():
        for item in paragraph.enforced:
            if item.means == "value":
                assert book.value(item.key, DAY).from_on <= DAY


def test_every_value_but_those_of_the_ranking_is_named_by_a_paragraph_of_its_article() -> None:
    book = load()
    named = {
        (item.key, paragraph.id.split(".")[0])
        for paragraph in book.paragraphs.values()
        for item in paragraph.enforced
        if item.means == "value"
    }
    lost = [
        key
        for key, entry in book.entries.items()
        if not key.startswith(("night.", "escalation.", "ledger.")) and (key, entry.article.split(".")[0]) not in named
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("outlet.decoration_removal_days", "20"),
        ("lobby.care_minutes", "10"),
        ("vip.response_minutes", "10"),
        ("vip.away_report_hours", "24"),
        ("lobby.opinion_reply_working_days", "3"),
        ("complaint.apology_hours", "24"),
        ("complaint.loss_plan_weeks", "1"),
        ("complaint.external_months", "1"),
        ("complaint.quiet_days", "30"),
        ("complaint.second_round_days", "10"),
        ("satisfaction.share", "0.85"),
        ("star_teller.share", "0.80"),
        ("inspection.full_marks", "100"),
        ("inspection.grade.excellent", "90"),
        ("inspection.grade.good", "80"),
        ("inspection.grade.fair", "70"),
        ("inspection.grade.poor", "60"),
        ("inspection.province_months", "6"),
        ("inspection.branch_months", "6"),
        ("training.newcomer_months", "12"),
        ("meeting.morning_days", "1"),
        ("meeting.review_weeks", "1"),
        ("conduct.bow_degrees.door", "30"),
        ("conduct.bow_degrees.counter", "15"),
        ("conduct.seat_gesture_centimetres", "50"),
        ("contact.monthly_minimum", "1"),
        ("contact.interval_days.private", "7"),
        ("contact.interval_days.wealth", "14"),
        ("tier.threshold.private", "8000000"),
        ("tier.threshold.wealth", "2000000"),
    ],
)
def test_the_numbers_of_the_manual_stand_as_values(key: str, value: str) -> None:
    assert str(load().value(key, DAY).value) == value


def test_a_reading_speaks_both_languages() -> None:
    for entry in load().entries.values():
        for text in filter(None, (entry.describe, entry.reading)):
            assert re.search(r"[\u4e00-\u9fff]", text.zh), entry.key
            assert text.en[0].isupper(), entry.key


def test_every_kind_has_its_weight_and_its_tier_weights() -> None:
    book = load()
    assert all(f"night.weight.{name}" in book.entries for name, kind in book.kinds.items() if kind.raised_by == "night")
    assert all(
        f"night.weight.tier.{tier}" in book.entries for tier in ("ordinary", "wealth_management", "wealth", "private")
    )
