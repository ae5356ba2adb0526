"""Elastic windows (A39.4): what like days teach of a day, and what is opened or closed now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.lobby.models import Ticket
from tingtang.lobby.queries.elastic import DayPlan, Window, change_now, day_plan, days_alike, marked
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.lobby.tests.now import LobbyNow
from tingtang.organisation import actions
from tingtang.organisation.hours import Opening
from tingtang.organisation.models import DayKind, Institution
from tingtang.shared.times import ONE_DAY, ZONE, business_date, day_start

MONDAY = date(2026, 11, 23)
WORKING, REST, HOLIDAY = DayKind.WORKING, DayKind.REST, DayKind.HOLIDAY


def came(on: date, hours: Iterable[float]) -> None:
    """People who came to O1 on a day, at so many hours after midnight."""
    Ticket.objects.bulk_create(
        Ticket(
            institution_id="O1", on=on, prefix="A", seq=n + 1, key=f"{on}-{n}", service_class="ordinary",
            business="cash_deposit", origin="kiosk", taken_at=(at := day_start(on) + timedelta(hours=hour)),
            clock_from=at, ahead=0, state="left", n=1, since=at,
        )
        for n, hour in enumerate(hours)
    )  # fmt: skip


def outlet() -> Institution:
    """O1."""
    return Institution.objects.get(pk="O1")


def days(kind: DayKind, *some: int) -> dict[date, DayKind]:
    """Days of a kind, so many days before the Monday."""
    return {MONDAY - n * ONE_DAY: kind for n in some}


@pytest.mark.parametrize(
    ("on", "kind", "kinds", "expected"),
    [
        (MONDAY, WORKING, days(WORKING, 1, 7, 14), days(WORKING, 7, 14)),  # the same weekday, twice
        (MONDAY, WORKING, days(WORKING, 4, 7), days(WORKING, 4, 7)),  # a single Monday says too little
        (MONDAY, WORKING, days(REST, 1, 8), {}),  # a day off says nothing of a working day
        (MONDAY, HOLIDAY, days(WORKING, 3) | days(REST, 1, 8), days(REST, 1, 8)),  # no holiday yet: other days off
        (MONDAY, HOLIDAY, days(HOLIDAY, 2) | days(REST, 1), days(HOLIDAY, 2)),
    ],
)
def test_a_day_learns_from_days_like_it(
    on: date, kind: DayKind, kinds: dict[date, DayKind], expected: dict[date, DayKind]
) -> None:
    assert days_alike(on, kind, kinds) == set(expected)


@pytest.mark.django_db
def test_a_day_ahead_has_its_peak_and_its_lunch_within_the_opening_hours() -> None:
    Lobby()
    for weeks in (1, 2):
        came(MONDAY - 7 * weeks * ONE_DAY, [*[10.1] * 12, 9.6, 12.2])
    actions.set_hours(
        by="H", at=after(0), institution=outlet(), day_kind=WORKING, opens=time(9, 30), closes=time(16), from_on=MONDAY
    )
    plan = day_plan(outlet(), MONDAY + 7 * ONE_DAY, after(0))
    by_start = {f"{one.starts.astimezone(ZONE):%H:%M}": one for one in plan.windows}
    assert next(iter(by_start)) == "09:30"
    assert list(by_start)[-1] == "15:30"
    assert (by_start["10:00"].arrivals, by_start["10:00"].when, by_start["10:00"].counters) == (12, "peak", plan.most)
    assert (by_start["09:30"].arrivals, by_start["09:30"].when) == (1, "")
    assert [name for name, one in by_start.items() if one.when == "lunch"] == ["11:30", "12:00", "12:30", "13:00"]


@pytest.mark.parametrize(("share", "peaks"), [(0.1, [9]), (0.25, [8, 9]), (0.75, [7, 8, 9])])
def test_the_manual_says_what_share_of_the_day_is_peak_and_no_quiet_hour_ever_is(
    share: float, peaks: list[int]
) -> None:
    windows = [Window(after(30 * n), 30, arrivals, 1) for n, arrivals in enumerate([1.0, 2, 7, 8, 9])]
    found = marked(windows, (after(-90), after(-60)), share)
    assert [one.arrivals for one in found if one.when == "peak"] == peaks


@pytest.mark.django_db
def test_without_like_days_or_on_a_closed_day_there_is_no_plan() -> None:
    Lobby()
    assert day_plan(outlet(), MONDAY, after(0)).windows == ()
    came(MONDAY - 2 * ONE_DAY, [10])
    assert not day_plan(outlet(), MONDAY + 5 * ONE_DAY, after(0)).opening.is_open


def plan(counters: int, most: int = 4) -> DayPlan:
    """A plan of one window from the morning's instant on."""
    window = Window(after(0), 30, 12.0, counters)
    return DayPlan(MONDAY, WORKING, "", Opening(MONDAY, True, "calendar"), (MONDAY,), (window,), most)


@pytest.mark.parametrize(
    ("advised", "open_counters", "waiting", "change"),
    [
        (3, 2, 0, 1),  # open one
        (3, 3, 9, None),
        (9, 3, 0, 1),  # no more than there are
        (1, 3, 0, -2),  # two may close
        (1, 3, 1, None),  # while anybody waits nobody goes
        (0, 1, 0, None),  # the last one stays
    ],
)
def test_what_to_open_or_close_now(advised: int, open_counters: int, waiting: int, change: int | None) -> None:
    found = change_now(plan(advised), open_counters, waiting, after(10))
    assert (found.counters if found else None) == change


def test_outside_every_window_nothing_is_advised() -> None:
    assert change_now(plan(3), 1, 0, after(31)) is None


@pytest.mark.django_db
def test_the_board_says_what_to_open_and_the_page_shows_the_day() -> None:
    now = LobbyNow()
    on = business_date(now.at)
    for weeks in (1, 2):
        came(on - 7 * weeks * ONE_DAY, [_hour(now.at)] * 40)
    actions.set_exception(
        by="H", at=now.at, institution=outlet(), on=on, opens=time(0), closes=time(23, 59), reason="测试"
    )
    board = now.client("L1").get("/lobby").content.decode()
    assert "建议加开 1 个窗口" in board
    page = now.client("H1").get("/lobby/windows")
    assert page.status_code == 200
    assert "40.0" in page.content.decode()
    other = now.client("H1").get("/lobby/windows?on=nonsense").content.decode()
    assert "40.0" in other
    assert "还没有可参照的同类日" in _another_day(now.client("H1"), on)


def _hour(at: datetime) -> float:
    return (at - day_start(business_date(at))) / timedelta(hours=1)


def _another_day(client: Client, on: date) -> str:
    """The page of a day of the other kind, which nothing teaches about; opened so that it is no closed day."""
    kinds = {on + n * ONE_DAY for n in range(1, 8)}
    other = next(day for day in sorted(kinds) if (day.weekday() < 5) != (on.weekday() < 5))
    actions.set_exception(
        by="H", at=timezone.now(), institution=outlet(), on=other, opens=time(9), closes=time(16), reason="测试"
    )
    return client.get(f"/lobby/windows?on={other}").content.decode()
