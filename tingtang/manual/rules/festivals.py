"""When festivals fall, and over which days the wishes for one are spread (A31.6). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5

from tingtang.manual.rules.decision import Values
from tingtang.shared.lunar import LunarDate, LunarError, birthday_in

PARTS = 4  # name/calendar/month/day


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which wishes for a festival are due to begin: from `first_day` to the festival, `days` in all."""

    code: str
    festival_on: date
    first_day: date

    @property
    def days(self) -> int:
        """How many days, the festival among them."""
        return (self.festival_on - self.first_day).days + 1


def window(today: date, values: Values) -> Window | None:
    """The festival whose wishes are sent on `today`, with its days; None between festivals.

    Where two stand closer than the days of spreading, the later one's begin after the earlier: no day has two.
    """
    days = sorted(_days(today, values))
    coming = next(((on, code) for on, code in days if on >= today), None)
    if coming is None:
        return None
    on, code = coming
    before = [one for one, _ in days if one < on]
    first = max([on - timedelta(days=values["festival.spread_days"] - 1), *(one + timedelta(days=1) for one in before)])
    return Window(code, on, min(first, on)) if first <= today else None


def slot(customer_id: str, days: int) -> int:
    """Which of so many days is this customer's, 0 the first: always the same, and evenly over all customers."""
    return int(md5(customer_id.encode(), usedforsecurity=False).hexdigest()[:4], 16) % days


def _days(today: date, values: Values) -> list[tuple[date, str]]:
    """The greeted festivals around `today`: a festival of the list on each of three years."""
    found = []
    for word in values["festival.days"]:
        code, calendar, month, day = word.split("/", PARTS - 1)
        if code in values["festival.greeted"]:
            years = (today.year - 1, today.year, today.year + 1)
            found += [(on, code) for year in years if (on := falls_on(calendar, int(month), int(day), year))]
    return found


def falls_on(calendar: str, month: int, day: int, year: int) -> date | None:
    """The day of a festival in a (lunar or solar) year; None outside the years the lunar calendar is known for."""
    if calendar != "lunar":
        return date(year, month, day)
    try:
        return birthday_in(LunarDate(year, month, day), year)
    except LunarError:
        return None
