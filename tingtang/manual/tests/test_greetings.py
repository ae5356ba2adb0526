"""Wishes: when festivals fall, over which days they are spread, whose date may be used, and in which way."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingtang.manual.book import load
from tingtang.manual.book.sentences import CHANNELS, FESTIVALS, explain
from tingtang.manual.rules import festival_greeting
from tingtang.manual.rules.decision import Decision
from tingtang.manual.rules.facts import Customer, Holding, Product, Relative
from tingtang.manual.rules.festivals import falls_on, slot, window
from tingtang.manual.rules.greetings import date_may_be_used, way, years_before
from tingtang.manual.tests.test_rules import manual_values

DAYS = st.dates(date(2024, 1, 1), date(2034, 12, 31))
VALUES = manual_values()
HELD = (Holding(Product("P", "deposit"), VALUES["tier.threshold.private"]),)


@pytest.mark.parametrize(
    ("code", "year", "day"),
    [
        ("spring_festival", 2026, "2026-02-17"), ("spring_festival", 2027, "2027-02-06"),
        ("mid_autumn", 2026, "2026-09-25"), ("mid_autumn", 2028, "2028-10-03"),
        ("dragon_boat", 2026, "2026-06-19"), ("double_ninth", 2026, "2026-10-18"), ("new_year", 2027, "2027-01-01"),
        ("lantern", 2026, "2026-03-03"), ("national_day", 2026, "2026-10-01"),
    ],
)  # fmt: skip
def test_festivals_fall_where_the_calendar_has_them(code: str, year: int, day: str) -> None:
    calendar, month, number = next(word.split("/")[1:] for word in VALUES["festival.days"] if word.startswith(code))
    assert falls_on(calendar, int(month), int(number), year) == date.fromisoformat(day)


def test_every_festival_has_its_name_and_every_greeted_one_is_listed() -> None:
    listed = {word.split("/")[0] for word in VALUES["festival.days"]}
    assert listed == set(FESTIVALS)
    assert set(VALUES["festival.greeted"]) <= listed
    assert set(VALUES["consent.greeting_order"]) == set(CHANNELS)
    for calendar, month, day in (word.split("/")[1:] for word in VALUES["festival.days"]):
        assert calendar in ("solar", "lunar")
        assert falls_on(calendar, int(month), int(day), 2030)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 40))
def test_a_day_has_one_festival_at_most_and_its_days_end_with_it(today: date, spread: int) -> None:
    values = {**VALUES, "festival.greeted": tuple(FESTIVALS), "festival.spread_days": spread}
    found = window(today, values)
    if found is None:
        return
    assert found.first_day <= today <= found.festival_on
    assert 1 <= found.days <= spread
    day_before = found.first_day - timedelta(days=1)
    other = window(day_before, values)
    assert other is None or other.festival_on == day_before  # the days of another one end before these begin


@settings(max_examples=100, deadline=None)
@given(DAYS, st.text("0123456789", min_size=1, max_size=12))
def test_wishes_once_owed_are_owed_until_the_festival(as_of: date, number: str) -> None:
    customer = Customer(customer_id=number, holdings=HELD, answers={"sms": "granted"})
    tonight = festival_greeting.decide(customer, VALUES, as_of)
    tomorrow = festival_greeting.decide(customer, VALUES, as_of + timedelta(days=1))
    if tonight is not None and as_of + timedelta(days=2) <= tonight.last_day:
        assert tomorrow is not None
        assert (tomorrow.period_on, tomorrow.last_day) == (tonight.period_on, tonight.last_day)


def test_everybody_is_wished_well_by_the_day_and_no_day_floods() -> None:
    festival, spread = date(2026, 2, 17), VALUES["festival.spread_days"]
    opened: Counter[date] = Counter()
    for n in range(3000):
        customer = Customer(customer_id=f"{600_000 + n * 37}", holdings=HELD, answers={"wechat": "granted"})
        days = [festival - timedelta(days=back) for back in range(spread + 3, -1, -1)]
        owed = [day for day in days if festival_greeting.decide(customer, VALUES, day - timedelta(days=1))]
        assert owed[-1] == festival
        opened[owed[0]] += 1
    assert len(opened) == spread
    assert max(opened.values()) <= 3000 / spread * 1.3


def test_the_slot_is_the_customer_s_own() -> None:
    assert slot("C1", 15) == slot("C1", 15)
    assert {slot(f"C{n}", 7) for n in range(200)} == set(range(7))
    assert slot("C1", 1) == 0


@pytest.mark.parametrize("answers", [{}, {"sms": "refused"}, {"phone": "granted", "mail": "refused"}])
@pytest.mark.parametrize("call", [None, True, False])
def test_a_refusal_outdoes_every_consent_and_silence_is_none(answers: dict[str, str], call: bool | None) -> None:
    chosen = way(Customer(answers=answers, consent_call=call), VALUES)
    open_by_phone = call is not False and (call is True or answers.get("phone") == "granted")
    assert chosen == ("phone" if open_by_phone else "")


@pytest.mark.parametrize(
    ("consent", "born", "guardian", "used"),
    [
        (None, "1980-01-01", True, False), (False, "1980-01-01", True, False), (True, "1980-01-01", False, True),
        (True, "2012-11-24", False, True), (True, "2012-11-25", False, False), (True, "2012-11-25", True, True),
        (True, None, True, False),
    ],
)  # fmt: skip
def test_whose_date_may_be_used(consent: bool | None, born: str | None, guardian: bool, used: bool) -> None:
    relative = Relative("子女", birth_date=date.fromisoformat(born) if born else None, consent=consent)
    assert date_may_be_used(relative, Customer(guardian=guardian), date(2026, 11, 24), VALUES) is used


def test_years_before_a_leap_day() -> None:
    assert years_before(date(2028, 2, 29), 14) == date(2014, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)


def test_the_sentence_names_the_festival_and_the_accepted_channel() -> None:
    kind = load().kinds["festival.greeting"]
    seen = Decision("", date.min, date.min, date.min, {"festival": "mid_autumn", "festival_on": "2026-09-25"})
    inputs = {**seen.inputs, "channel": "wechat"}
    assert explain(kind, inputs) == "2026-09-25 是中秋节，在此之前以客户接受的方式（微信）祝福"
    assert "Mid-Autumn Festival" in explain(kind, inputs, "en")
    assert "WeChat" in explain(kind, inputs, "en")
