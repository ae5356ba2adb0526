"""Businesses, classes of service and the teller's steps: whole, in both languages, and strictly read."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tingtang.manual.book import DATA, Business, ManualError, load
from tingtang.shared.text import Bilingual

BOOK = load()
STANDARD = {  # A19.2b names these for self-service
    "enquiry", "cash_deposit", "cash_withdrawal", "transfer", "bill_payment", "card_repayment", "foreign_exchange",
    "fund", "gold", "wealth_product",
}  # fmt: skip


def said(business: Business) -> list[Bilingual]:
    """Every text of a business."""
    return [business.title, *business.papers, *business.forms, *business.checks]


@pytest.mark.parametrize("business", BOOK.businesses.values(), ids=lambda business: business.code)
def test_a_business_speaks_both_languages(business: Business) -> None:
    for text in said(business):
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
        assert text.en[0].isupper()


def test_the_standard_business_of_the_manual_can_be_done_elsewhere() -> None:
    assert all(BOOK.businesses[code].channels for code in STANDARD)


def test_every_group_has_business() -> None:
    assert {business.group for business in BOOK.businesses.values()} == {
        "cash",
        "non_cash",
        "corporate",
        "wealth",
        "other",
    }


def test_what_takes_long_is_known_to_take_long() -> None:
    assert BOOK.businesses["corporate_account"].minutes > BOOK.businesses["enquiry"].minutes


def test_the_quickest_channel_is_suggested_with_what_it_saves() -> None:
    assert BOOK.businesses["card_repayment"].faster_channel(wait_minutes=10) == ("e_bank", 13)
    assert BOOK.businesses["bill_payment"].faster_channel(wait_minutes=0) == ("self_service", 2)


def test_nothing_is_suggested_that_saves_nothing() -> None:
    assert BOOK.businesses["password_reset"].faster_channel(wait_minutes=60) is None
    slow = Business("x", Bilingual("慢", "Slow"), "other", "A20", 3, {"phone": 3}, (), (), ())
    assert slow.faster_channel(wait_minutes=0) is None


def test_the_classes_stand_from_the_highest_down() -> None:
    assert list(BOOK.service_classes) == ["private", "wealth", "vip", "priority", "booked", "ordinary"]
    assert [one.prefix for one in BOOK.service_classes.values()] == ["V", "V", "V", "Y", "B", "A"]


def test_every_card_of_a_vip_leads_to_a_protected_class() -> None:
    cards = {entry.value for entry in BOOK.entries["vip.cards"].dated}
    known = {tier for one in BOOK.service_classes.values() if one.protected for tier in one.tiers}
    assert cards
    assert all(set(card) <= known for card in cards)  # type: ignore[arg-type]


def test_the_teller_has_seven_steps_in_the_order_of_the_article() -> None:
    clauses = [step.clause for step in BOOK.teller_steps]
    assert clauses == [f"A20.2{letter}" for letter in "abcdefg"]
    assert [step.title.zh for step in BOOK.teller_steps] == [
        "举手迎", "笑相问", "礼貌接", "及时办", "巧营销", "提醒递", "目相送",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("businesses.yaml", "group: other", "group: gossip", "'gossip' is none of"),
        ("businesses.yaml", "minutes: 3", "minutes: 0", "at least one minute"),
        ("businesses.yaml", "minutes: 3", "minutes: some", "is not a whole number"),
        ("businesses.yaml", "self_service: 2", "fax: 2", "'fax' is none of"),
        ("businesses.yaml", "self_service: 2", "self_service: 0", "at least one minute"),
        ("businesses.yaml", "code: enquiry", "code: Enquiry", "is not a code"),
        ("businesses.yaml", "code: cash_deposit", "code: enquiry", "duplicate code 'enquiry'"),
        ("businesses.yaml", "article: A19.2b", "article: A99", "missing article 'A99'"),
        ("businesses.yaml", "  forms: []\n", "", "'forms' is missing"),
        ("service_classes.yaml", "prefix: Y", "prefix: y1", "is not a prefix"),
        ("service_classes.yaml", "tiers: [wealth]", "tiers: [private]", "tiers: 'private' stands in two classes"),
        ("service_classes.yaml", "queue.rate.vip", "queue.rate.vap", "no value 'queue.rate.vap'"),
        ("service_classes.yaml", "queue.rate.vip", "vip.response_minutes", "counted in minutes, not in points"),
        ("service_classes.yaml", "protected: true", "protected: maybe", "'maybe' is none of"),
        ("teller_steps.yaml", "when: called", "when: asleep", "'asleep' is none of"),
        ("teller_steps.yaml", "step: ask", "step: welcome", "duplicate step 'welcome'"),
        ("teller_steps.yaml", "clause: A20.2a", "clause: A20.9", "missing article 'A20.9'"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, name: str, old: str, new: str, why: str) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    file = data / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(ManualError) as told:
        load(data=data)
    place, message = str(told.value).split(": ", 1)
    assert place.startswith(f"{file}:")
    assert why in message


def test_an_empty_list_is_told(tmp_path: Path) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    (data / "teller_steps.yaml").write_text("[]\n")
    with pytest.raises(ManualError, match="has nothing in it"):
        load(data=data)
