"""`tingtang lobby` and `tingtang staffing`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from tingtang.lobby.calling import policy_of
from tingtang.lobby.replay.day import (
    SOME_DAY,
    Arrival,
    Window,
    days_of,
    read_arrivals,
    read_counters,
    same_counters,
)
from tingtang.lobby.replay.report import replay as run_day
from tingtang.lobby.staffing.advice import Advice, Work, advise, answer_of
from tingtang.lobby.staffing.demand import Interval, read_demand, read_shifts
from tingtang.lobby.staffing.targets import Target, read_target
from tingtang.lobby.tables import TableError
from tingtang.manual.book import Rulebook, UnknownValue, Value, load
from tingtang.manual.book.errors import ManualError
from tingtang.shared.command import Fail, print_json

ISO = click.DateTime(["%Y-%m-%d"])
MOST_COUNTERS = 10_000
NO_COUNT = re.compile(r"[+-][0-9.]+|[0-9]+\.[0-9]*")  # meant as a number, and none of counters
MOST_MINUTES = 1440.0
json_option = click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
edition_option = click.option(
    "--edition",
    "editions",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An edition file over the manual; may be given several times, later ones win.",
)


@contextmanager
def _one_line() -> Iterator[None]:
    """Mistakes in files and values become one line and exit code 2."""
    try:
        yield
    except (TableError, ManualError, UnknownValue, ValueError) as error:
        raise Fail(str(error)) from None


@click.group()
def lobby() -> None:
    """The lobby: run a recorded day again."""


@lobby.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--counters", required=True, metavar="FILE|N", help="A CSV file of counters, or how many alike.")
@click.option(
    "--on", type=ISO, default=None, help="Day whose values of the manual hold.  [default: of the first arrival]"
)
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    default=None,
    help="A FILE of days before: expected waits have learned from its services.",
)
@edition_option
@json_option
def replay(
    file: Path, counters: str, on: datetime | None, history: Path | None, editions: Sequence[Path], as_json: bool
) -> None:
    """Run the day recorded in FILE through the function that calls customers, and print the waits.

    \b
    FILE, a CSV file with a header, a line a customer:
      arrived_at        instant (without an offset: Shanghai time), or time of day (09:30)
      class             private, wealth, vip, priority, booked, ordinary; or a tier such as platinum
      business          code of businesses.yaml, or any other word
      service_seconds   how long the counter took, in seconds
      patience_seconds  optional: leaves after waiting so many seconds; empty: stays
    --counters FILE, a line a spell of opening; a counter that closes finishes whom it serves:
      counter           its name
      opens_at          like arrived_at; empty: from the beginning. A time of day holds every day
      closes_at         like opens_at; empty: to the end
      skills            groups or codes of business, separated by |; empty: everything. A class among
                        them (or in a column `classes`): the lowest class that the counter calls

    \b
    Output, all times in MINUTES:
      classes.CLASS.n               customers who came
      classes.CLASS.mean, p50, p90  waits of those who were called; null when nobody was
      classes.CLASS.within_promise  share of n called within the promise of the class, 0 to 1
      classes.CLASS.abandoned       customers who left without being called: patience at an end, or
                                    no counter that serves them opened again that day
      estimate.mae_minutes          mean absolute error of the expected wait (p50) given at arrival
      estimate.bias_minutes         mean of told less waited: above zero, people were told too long
      estimate.inside_range         share whose wait lay in the told range p50-p90, in whole minutes
    """
    with _one_line():
        book = load(editions)
        day = on.date() if on else None
        arrivals = read_arrivals(file, book.businesses, book.service_classes.values(), day)
        windows = _windows(counters, book, arrivals)
        values = _values(book, day or days_of(arrivals)[0])
        policy = policy_of(book.service_classes.values(), values)
        patience = float(values["queue.patience_minutes"].value)  # type: ignore[arg-type]
        before = read_arrivals(history, book.businesses, book.service_classes.values(), day) if history else ()
        answer = run_day(arrivals, windows, policy, book.businesses, patience, before)
    if as_json:
        print_json(answer)
    else:
        _print_replay(answer)


def _windows(counters: str, book: Rulebook, arrivals: Sequence[Arrival]) -> Sequence[Window]:
    if NO_COUNT.fullmatch(counters):
        raise Fail(f"--counters {counters}: a number of counters is whole, from 0 up")
    if not counters.isascii() or not counters.isdigit():
        return read_counters(Path(counters), book.service_classes.values(), days_of(arrivals))
    if len(counters) > len(str(MOST_COUNTERS)) or int(counters) > MOST_COUNTERS:
        raise Fail(f"--counters {counters}: more than {MOST_COUNTERS}")
    return same_counters(int(counters))


def _values(book: Rulebook, day: date) -> dict[str, Value]:
    """The values in force; of a file that gives times of day alone, the latest."""
    on = date.max if day == SOME_DAY else day
    book.value("queue.starve_minutes", on)  # says from when there is one
    return book.values(on)


def _print_replay(answer: dict[str, Any]) -> None:
    click.echo(f"{'class':<10}{'n':>7}{'mean':>9}{'p50':>9}{'p90':>9}{'promise':>9}{'left':>7}   minutes")
    for name, one in answer["classes"].items():
        waits = "".join(f"{_figure(one[key]):>9}" for key in ("mean", "p50", "p90"))
        click.echo(f"{name:<10}{one['n']:>7}{waits}{one['within_promise']:>9.1%}{one['abandoned']:>7}")
    told = answer["estimate"]
    inside = "-" if told["inside_range"] is None else f"{told['inside_range']:.1%}"
    error, bias = _figure(told["mae_minutes"]), _figure(told["bias_minutes"])
    click.echo(f"expected waits: mean error {error}, bias {bias}, inside the range {inside}")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--service-minutes", required=True, type=float, metavar="M", help="Mean minutes of a service.")
@click.option("--target", "target_text", required=True, help="p_wait<=0.5, wait<=10m:0.9 or mean_wait<=3m.")
@click.option("--patience-minutes", type=float, metavar="P", help="Mean minutes until a customer gives up (Erlang A).")
@click.option("--shifts", type=click.Path(path_type=Path), help="CSV file of shifts: adds the cheapest plan.")
@click.option("--counters", type=click.IntRange(0, MOST_COUNTERS), help="Counters there are: never more advised.")
@click.option("--interval-minutes", type=click.FloatRange(1, 1440), help="Length of an interval.  [default: from FILE]")
@edition_option
@json_option
def staffing(
    file: Path,
    service_minutes: float,
    target_text: str,
    patience_minutes: float | None,
    shifts: Path | None,
    counters: int | None,
    interval_minutes: float | None,
    editions: Sequence[Path],
    as_json: bool,
) -> None:
    """The counters that each interval in FILE needs to reach a target, and the cheapest shifts for them.

    \b
    FILE, a CSV file with a header, a line an interval:
      interval_start  instant, or time of day (09:30)
      arrivals        customers who come in it
      class           optional, then a line an interval and class: private, wealth, vip, ...; the target
                      holds for every class (Cobham's waits)
    TARGET, one of:
      p_wait<=0.5     at most so many wait at all
      mean_wait<=3m   the mean wait of all customers (s, m, h)
      wait<=10m:0.9   so many are called within a time; who gives up is not called
    --shifts FILE: name, start, end, cost (of one person). A shift covers the intervals that lie whole
    within it; times of day hold on every day of FILE.

    \b
    Output, times in MINUTES, shares from 0 to 1:
      intervals[].start, arrivals, servers, p_wait, mean_wait_minutes, occupancy
      intervals[].classes   with a column class only: {class: {arrivals, mean_wait_minutes}}
      shifts, cost          people by shift, and their cost as exact text; {} and null without --shifts
      advice                only where there is something to say: overload, intervals without a shift
    """
    with _one_line():
        work = Work(
            _positive("--service-minutes", service_minutes),
            None if patience_minutes is None else _positive("--patience-minutes", patience_minutes),
        )
        target = read_target(target_text)
        intervals = read_demand(file, load(editions).service_classes.values(), interval_minutes)
        roster = read_shifts(shifts, intervals) if shifts else None
        answer = answer_of(_advise(file, intervals, work, target, counters), roster)
    if as_json:
        print_json(answer)
    else:
        _print_staffing(answer)


def _advise(
    file: Path, intervals: Sequence[Interval], work: Work, target: Target, counters: int | None
) -> Sequence[Advice]:
    try:
        return advise(intervals, work, target, counters)
    except OverflowError as error:
        raise Fail(f"{file}: arrivals: {error}; are the arrivals and --service-minutes right?") from None


def _positive(option: str, minutes: float) -> float:
    if not 0 < minutes <= MOST_MINUTES:
        raise Fail(f"{option} {minutes:g}: give minutes above 0, at most {MOST_MINUTES:g}")
    return minutes


def _print_staffing(answer: dict[str, Any]) -> None:
    click.echo(f"{'start':<26}{'arrivals':>9}{'counters':>9}{'wait':>8}{'minutes':>9}{'busy':>8}")
    for one in answer["intervals"]:
        click.echo(
            f"{one['start']:<26}{one['arrivals']:>9g}{one['servers']:>9}{one['p_wait']:>8.1%}"
            f"{one['mean_wait_minutes']:>9.2f}{one['occupancy']:>8.1%}"
        )
    for name, people in answer["shifts"].items():
        click.echo(f"{name}: {people}")
    if answer["cost"] is not None:
        click.echo(f"cost: {answer['cost']:f}")
    for line in answer.get("advice", ()):
        click.echo(line)
