"""Lobby days of the demo: visits made by the product's own actions, event by event.

One outlet (where the demo's sign-ins work) has full days, those of its branch a few visits of today, so that the first
`make run` stays short. Of today only what has happened by now is played: the rest of the visits stand in line, and
counters are at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from django.db import transaction

from tingtang.customers.models import Customer
from tingtang.demo.lobby_rooms import ACTOR, COUNTERS, furnish
from tingtang.lobby import actions
from tingtang.lobby.actions import Recognised, Wish
from tingtang.lobby.models import Counter, Ticket
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import ZONE, business_date, day_start

BUSINESSES = (
    ("cash_deposit", 16), ("cash_withdrawal", 18), ("transfer", 12), ("bill_payment", 8), ("time_deposit", 8),
    ("personal_account", 6), ("password_reset", 6), ("statement", 5), ("wealth_product", 5), ("enquiry", 5),
    ("loss_report", 3), ("fund", 3), ("large_cash_withdrawal", 2), ("corporate_settlement", 3),
)  # fmt: skip
NEEDS = (("old", "年逾七旬"), ("pregnant", "孕妇"), ("disabled", "行动不便"))
OPENS, LENGTH = timedelta(hours=8, minutes=45), timedelta(hours=7, minutes=45)
PEAKS = ((0.16, 0.10), (0.72, 0.14))  # of the day: centre and width
FULL, LIGHT = 96, 9  # visits of a day: at the outlet of the sign-ins, at its neighbours (today only)
RUSH = 22
MINUTE = timedelta(minutes=1)


@dataclass
class Day:
    """One day of an outlet: the events still to come, and what the counters are at."""

    outlet: str
    on: date
    until: datetime
    opens: datetime
    closes: datetime
    rng: Random
    visits: int
    recognised: list[Recognised]
    events: list[tuple[datetime, int, str, Any]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    free: set[int] = field(default_factory=set)
    staff: dict[int, str] = field(default_factory=dict)

    def plan(self, at: datetime, what: str, about: Any = None) -> None:
        """Something is to happen; what lies beyond `until` never does."""
        if at <= self.until:
            heappush(self.events, (at, next(self.order), what, about))


def live_day(outlet: str, on: date, *, now: datetime, seed: int, full: bool) -> int:
    """Play a day of an outlet up to `now`; nothing where it has been played. -> visits taken."""
    if Ticket.objects.filter(institution=outlet, on=on).exists():
        return 0
    with transaction.atomic():
        return _play(_day(outlet, on, now, Random(f"{seed} lobby {outlet} {on}"), full=full))  # noqa: S311 - repeats


def _day(outlet: str, on: date, now: datetime, rng: Random, *, full: bool) -> Day:
    opens, today = day_start(on) + OPENS, on == business_date(now)
    if today:  # whenever the demo is looked at, a morning lies behind it
        opens = max(day_start(on), min(opens, now - timedelta(hours=3)))
    until = now if today else day_start(on) + timedelta(hours=18)
    vips = Customer.objects.filter(home_institution=outlet, tier__in=["private", "wealth", "wealth_management"])
    known = [Recognised(one.pk, one.tier, "card", outlet) for one in vips.order_by("pk")[:40]]
    day = Day(outlet, on, until, opens, opens + LENGTH, rng, FULL if full else LIGHT, known)
    for at in _arrivals(day):
        day.plan(at, "arrive")
    for counter, person in _crew(outlet):
        day.staff[counter] = person
        day.plan(opens - MINUTE, "open", counter)
    if not today:
        day.plan(day.closes + timedelta(minutes=70), "close")
    return day


def _arrivals(day: Day) -> list[datetime]:
    found = []
    for _ in range(day.visits):
        centre, width = day.rng.choice(PEAKS)
        share = day.rng.gauss(centre, width) if day.rng.random() < 0.6 else day.rng.random()
        found.append(day.opens + LENGTH * min(0.99, max(0.0, share)))
    if day.until < day.closes and day.visits == FULL:  # a rush just now, so that there is a line to look at
        found += [day.until - day.rng.random() * 32 * MINUTE for _ in range(RUSH)]
    return sorted(found)


def _crew(outlet: str) -> Iterator[tuple[int, str]]:
    counters = Counter.objects.filter(institution=outlet, state="closed").order_by("pk").select_related("zone")
    kinds = {zone: position for position, (zone, _, _) in COUNTERS.items()}
    taken: set[str] = set(Counter.objects.filter(staff__isnull=False).values_list("staff_id", flat=True))
    for counter in counters:
        position = kinds[counter.zone.kind] if counter.zone else Position.CLOSED_TELLER
        people = Staff.objects.filter(institution=outlet, position=position).order_by("pk")
        person = next((one.pk for one in people if one.pk not in taken), None)
        if person:
            taken.add(person)
            yield counter.pk, person


def _play(day: Day) -> int:
    taken = 0
    while day.events:
        at, _, what, about = heappop(day.events)
        taken += what == "arrive"
        HAPPENINGS[what](day, at, about)
    return taken


def _open(day: Day, at: datetime, counter: int) -> None:
    actions.open_counter(counter_id=counter, staff_id=day.staff[counter], by=day.staff[counter], at=at)
    _freed(day, at, counter)
    if day.rng.random() < 0.5:
        day.plan(at + timedelta(minutes=day.rng.randrange(95, 190)), "suspend", counter)


def _close(day: Day, at: datetime, _: Any) -> None:
    for ticket in Ticket.objects.filter(institution=day.outlet, on=day.on, state__in=["waiting", "transferred"]):
        actions.leave(ticket_id=ticket.pk, by=ACTOR, at=at, reason="营业结束")
    for counter in Counter.objects.filter(institution=day.outlet).exclude(state="closed"):
        for ticket in Ticket.objects.filter(counter=counter, state__in=["called", "serving", "on_hold"]):
            actions.leave(ticket_id=ticket.pk, by=ACTOR, at=at, reason="营业结束")
        actions.close_counter(counter_id=counter.pk, by=str(counter.staff_id), at=at)
    day.events.clear()


def _suspend(day: Day, at: datetime, counter: int) -> None:
    if counter not in day.free:
        day.plan(at + 2 * MINUTE, "suspend", counter)
        return
    day.free.discard(counter)
    reason = day.rng.choice(("清点现金 / counting cash", "午间轮休 / lunch break", "设备维护 / maintenance"))
    actions.suspend(counter_id=counter, reason=reason, by=day.staff[counter], at=at)
    day.plan(at + day.rng.randrange(8, 30) * MINUTE, "resume", counter)


def _resume(day: Day, at: datetime, counter: int) -> None:
    actions.resume_counter(counter_id=counter, by=day.staff[counter], at=at)
    _freed(day, at, counter)


def _arrive(day: Day, at: datetime, _: Any) -> None:
    taken = actions.take_ticket(institution_id=day.outlet, wish=_wish(day), by="token:kiosk", at=at)
    if day.rng.random() < 0.4:
        day.plan(at + 2 * MINUTE, "prepare", taken.ticket_id)
    if day.rng.random() < 0.7:
        day.plan(at + timedelta(minutes=10, seconds=day.rng.randrange(200)), "care", taken.ticket_id)
    if day.rng.random() < 0.12:
        day.plan(at + day.rng.randrange(15, 40) * MINUTE, "leave", taken.ticket_id)
    for counter in sorted(day.free):
        if _called(day, at, counter):
            break


def _wish(day: Day) -> Wish:
    rng = day.rng
    business = rng.choices([code for code, _ in BUSINESSES], [weight for _, weight in BUSINESSES])[0]
    if day.recognised and rng.random() < 0.14:
        return Wish(business, origin="lobby", customer=rng.choice(day.recognised))
    channels = rulebook().businesses[business].channels
    suggested = next(iter(channels), "") if rng.random() < 0.6 else ""
    wish = Wish(business, origin="kiosk", suggested_channel=suggested, suggestion="declined" if suggested else "")
    if rng.random() < 0.09:
        need, reason = rng.choice(NEEDS)
        assistance = ("wheelchair",) if need == "disabled" else ()
        return replace(wish, need=need, need_reason=reason, assistance=assistance)
    return replace(wish, language="en" if rng.random() < 0.03 else "zh")


def _freed(day: Day, at: datetime, counter: int) -> None:
    day.free.add(counter)
    _called(day, at, counter)


def _called(day: Day, at: datetime, counter: int) -> bool:
    called = actions.call_next(counter_id=counter, by=day.staff[counter], at=at)
    if called is None:
        return False
    day.free.discard(counter)
    if day.rng.random() < 0.03:
        for again in (1, 2):
            day.plan(at + again * MINUTE, "recall", called.ticket_id)
        day.plan(at + 3 * MINUTE, "no_show", (called.ticket_id, counter))
    else:
        day.plan(at + timedelta(seconds=day.rng.randrange(15, 70)), "start", (called.ticket_id, counter))
    return True


def _start(day: Day, at: datetime, about: tuple[int, int]) -> None:
    ticket, counter = about
    stands = actions.start(ticket_id=ticket, by=day.staff[counter], at=at)
    usual = rulebook().businesses[stands.business].minutes
    day.plan(at + usual * MINUTE * day.rng.lognormvariate(0, 0.4), "finish", about)


def _finish(day: Day, at: datetime, about: tuple[int, int]) -> None:
    ticket, counter = about
    by = day.staff[counter]
    stands = actions.finish(ticket_id=ticket, by=by, at=at, farewell=day.rng.random() < 0.2)
    if day.rng.random() < 0.93:
        actions.rating_asked(ticket_id=ticket, by="token:panel", at=at)
        if day.rng.random() < 0.62:
            score = day.rng.choices((5, 4, 3, 2, 1), (66, 24, 6, 2, 2))[0]
            actions.rate(ticket_id=stands.ticket_id, score=score, by="token:panel", at=at + timedelta(seconds=12))
    day.plan(at + timedelta(seconds=day.rng.randrange(10, 90)), "free", counter)


def _recall(_: Day, at: datetime, ticket: int) -> None:
    actions.recall(ticket_id=ticket, by=ACTOR, at=at)


def _no_show(day: Day, at: datetime, about: tuple[int, int]) -> None:
    actions.no_show(ticket_id=about[0], by=day.staff[about[1]], at=at, outlet=day.outlet)
    _freed(day, at, about[1])


def _waits(ticket: int) -> Ticket | None:
    return Ticket.objects.filter(pk=ticket, state="waiting").first()


def _care(_: Day, at: datetime, ticket: int) -> None:
    if _waits(ticket):
        actions.care(ticket_id=ticket, note="问候并说明等候情况", by=ACTOR, at=at)


def _leave(_: Day, at: datetime, ticket: int) -> None:
    if _waits(ticket):
        actions.leave(ticket_id=ticket, by=ACTOR, at=at, reason="等候过久")


def _prepare(day: Day, at: datetime, ticket: int) -> None:
    if found := _waits(ticket):
        items = list(actions.items_of(rulebook().businesses[found.business]))
        actions.prepare(ticket_id=ticket, ready=items[: day.rng.randrange(1, len(items) + 1)], by=ACTOR, at=at)


HAPPENINGS: dict[str, Callable[[Day, datetime, Any], object]] = {
    "open": _open, "close": _close, "suspend": _suspend, "resume": _resume, "arrive": _arrive, "free": _freed,
    "start": _start, "finish": _finish, "recall": _recall, "no_show": _no_show, "care": _care, "leave": _leave,
    "prepare": _prepare,
}  # fmt: skip


def days(now: datetime, back: int = 2) -> list[date]:
    """The last working days before today, and today."""
    today = now.astimezone(ZONE).date()
    past = (today - timedelta(days=n) for n in range(1, 15))
    return [*sorted(day for day in past if day.weekday() < 5)[-back:], today]


def live_lobby(home: str, *, now: datetime, seed: int) -> Iterator[tuple[int, int]]:
    """Furnish every outlet; play the days of `home`, and today in its branch. (done, of) after each."""
    outlets = furnish(now)
    today = now.astimezone(ZONE).date()
    near = [one for one in outlets if one[:-4] == home[:-4] and one != home]  # of one branch
    todo = [(home, on, True) for on in days(now)] + [(one, today, False) for one in near]
    for done, (outlet, on, full) in enumerate(todo, 1):
        live_day(outlet, on, now=now, seed=seed, full=full)
        yield done, len(todo)
