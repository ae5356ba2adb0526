"""A small bank whose customers rate: visits that were served, written as the counters leave them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from tingtang.lobby.models import Counter, Rating, Ticket
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.satisfaction.counting import count_day
from tingtang.shared.times import ZONE, business_date, day_start

NOW = datetime(2026, 12, 1, 0, 20, tzinfo=ZONE)
TODAY = NOW.date()
DAY = date(2026, 11, 23)


class Rated:
    """O1 with head H1, tellers T1 and T2 at counters one and two; O3 elsewhere with counter three."""

    def __init__(self) -> None:
        small_bank()
        self.head = person("H1", Position.OUTLET_HEAD)
        self.branch = person("HB", Position.BRANCH_HEAD, "B1")
        for key in ("T1", "T2"):
            person(key, Position.CLOSED_TELLER)
        self.one, self.two = self._counter("1"), self._counter("2")
        self.three = self._counter("1", "O3")
        self._seq = count(1)

    def _counter(self, label: str, at: str = "O1") -> Counter:
        return Counter.objects.create(institution_id=at, label=label, since=day_start(DAY))

    def served(
        self,
        *scores: int,
        counter: Counter | None = None,
        staff: str = "T1",
        on: date = DAY,
        asked: bool = True,
        after: float = 10,
        apart: float = 300,
    ) -> Ticket:
        """A visit that ended; each score is a revision `after` seconds later. The next visit ends `apart` later."""
        n, at = next(self._seq), counter or self.one
        ended = day_start(on) + timedelta(hours=9, seconds=n * apart)
        put = ended if asked and (scores or asked) else None
        made = Ticket.objects.create(
            institution_id=at.institution_id, on=on, prefix="A", seq=n, key=f"key-{n}", service_class="ordinary",
            business="cash_deposit", origin="kiosk", taken_at=ended, clock_from=ended, ahead=0, state="served", n=4,
            since=ended, counter=at, staff_id=staff, rating_asked_at=put, ratings=len(scores),
        )  # fmt: skip
        for revision, score in enumerate(scores, 1):
            rated = ended + timedelta(seconds=after * revision)
            Rating.objects.create(ticket=made, revision=revision, score=score, at=rated, by="token:panel")
        return made

    def month(self, satisfied: int, n: int, on: date = DAY) -> None:
        """So many rated visits of a day, counted."""
        for place in range(n):
            self.served(5 if place < satisfied else 2, on=on)
        count_day("O1", on)


def later(days: float = 0, hours: float = 0) -> datetime:
    """So much after the night of the first of December."""
    return NOW + timedelta(days=days, hours=hours)


assert business_date(NOW) == TODAY
