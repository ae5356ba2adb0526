"""The whole of the demo, step by step: model, feeds, nights, the month between them, sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tingtang.audit.actions import record
from tingtang.audit.models import Entry
from tingtang.customers.duplicates import find_pairs
from tingtang.customers.naming import renew_name_keys
from tingtang.customers.quality import renew_figures
from tingtang.demo.advice import sell
from tingtang.demo.changes import change
from tingtang.demo.complaints import complain
from tingtang.demo.corporate import work_with_companies
from tingtang.demo.excuses import ask_and_answer
from tingtang.demo.feed import nights, write_day
from tingtang.demo.home_cases import complain_at_home
from tingtang.demo.inspections import inspect
from tingtang.demo.leavers import remember_leavers
from tingtang.demo.life import ACTOR, live, night_hour, sweep
from tingtang.demo.lobby import live_lobby
from tingtang.demo.model import Model, Recipe, build_model
from tingtang.demo.opinions import fill_books
from tingtang.demo.outlet_life import keep_house
from tingtang.demo.outreach import reach_out
from tingtang.demo.referrals import pass_on
from tingtang.demo.routines import open_doors
from tingtang.demo.satisfaction import please
from tingtang.demo.sign_ins import SignIn, home_outlet, password_of, sign_ins
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook
from tingtang.nightly.models import NightRun
from tingtang.nightly.night import run_night
from tingtang.shared.times import business_date

BUILT = "demo.build"
LIVED = "demo.live"
WEEK = 8  # days before today in which the home outlet holds its meetings


@dataclass(frozen=True)
class Place:
    """Where the demo keeps its files."""

    feeds: Path
    secrets: Path


class OtherBank(ValueError):
    """The database holds something that this recipe did not make."""


def build_feeds(recipe: Recipe, place: Place) -> list[Path]:
    """Write the feeds of the recipe's nights, oldest first."""
    with progress_bar() as bar:
        return _feeds(_model(recipe, rulebook(), bar), nights(recipe.on), place, bar)


def build_demo(recipe: Recipe, place: Place, *, at: datetime, with_sign_ins: bool) -> list[SignIn]:
    """Bring the database to the recipe's last day; whatever is there already is kept. Raises OtherBank.

    A bank built earlier keeps the day it was built for; of later days only the recipe's own night is added.
    """
    book = rulebook()
    first = built_as(recipe)
    if first is None:
        first = _note(recipe, at)
    if (_latest_night() or date.min) < recipe.on:
        with progress_bar() as bar:
            _grow(first, recipe.on, book, place, bar)
    if home := home_outlet():
        _lobby(home, recipe.seed, at)
        open_doors(home, at)
        please(home, now=at, seed=recipe.seed)
        complain_at_home(home, recipe.seed, recipe.on)
        fill_books(home, recipe.seed, recipe.on)
        keep_house(home, business_date(at) - timedelta(days=WEEK), business_date(at) - timedelta(days=1))
    reach_out(recipe.on)
    work_with_companies(recipe.on)
    inspect(recipe.on, home_outlet() or "")
    if not with_sign_ins:
        return []
    return sign_ins(password=password_of(place.secrets), by=ACTOR, at=at)


def built_as(recipe: Recipe) -> Recipe | None:
    """The recipe that this database was built by, None for an empty one. Raises OtherBank for anything else."""
    entry = Entry.objects.filter(action=BUILT).order_by("id").first()
    if entry is None:
        if _latest_night() is not None:
            raise OtherBank("the database holds a bank that is not the demo's; name another with DATABASE_URL")
        return None
    detail = dict(entry.detail)
    found = Recipe(int(detail["customers"]), int(detail["seed"]), date.fromisoformat(detail["on"]))
    if replace(found, on=recipe.on) != recipe:
        raise OtherBank(
            f"the database holds a demo bank of {found.customers} customers, seed {found.seed}; remove it "
            "(var/tingtang.sqlite3) or name another with DATABASE_URL"
        )
    return found


def _latest_night() -> date | None:
    return NightRun.objects.filter(state="published").order_by("-on").values_list("on", flat=True).first()


def _note(recipe: Recipe, at: datetime) -> Recipe:
    """Say in the database what is being built, so that a build that was killed is taken up again."""
    detail: dict[str, Any] = {**asdict(recipe), "on": recipe.on.isoformat()}
    with transaction.atomic():
        record(by=ACTOR, at=at, action=BUILT, subject=("demo", str(recipe.seed)), detail=detail)
    return recipe


def _grow(first: Recipe, last: date, book: Rulebook, place: Place, bar: Progress) -> None:
    """The nights up to `last` that are still missing, with the life between them."""
    model = _model(first, book, bar)
    latest = _latest_night() or date.min
    days = [*nights(first.on), *([last] if last > first.on else [])]
    missing = [day for day in days if day > latest]
    folders = dict(zip(missing, _feeds(model, missing, place, bar), strict=True))
    for before, day in pairwise([None, *days]):
        if day not in folders:
            continue
        if before is not None:
            _live(model, book, before, day, bar)
        _night(folders[day], book, bar)
    remember_leavers(model, book)
    renew_name_keys()
    find_pairs(on=days[-1])
    renew_figures(on=days[-1], book=book)


def _lobby(home: str, seed: int, at: datetime) -> None:
    with progress_bar() as bar:
        step = bar.add_task("lobby days", total=None)
        for done, total in live_lobby(home, now=at, seed=seed):
            bar.update(step, completed=done, total=total)


def _live(model: Model, book: Rulebook, day: date, until: date, bar: Progress) -> None:
    """What people do between two nights, whole or not at all: half of it taken up again would be another week."""
    subject = ("demo", until.isoformat())
    if Entry.objects.filter(action=LIVED, subject_kind=subject[0], subject_id=subject[1]).exists():
        return
    with transaction.atomic():
        _week(model, book, day, until, bar)
        record(by=ACTOR, at=night_hour(until), action=LIVED, subject=subject)


def _week(model: Model, book: Rulebook, day: date, until: date, bar: Progress) -> None:
    if until == model.recipe.on - timedelta(days=1):
        change(day)
    step = bar.add_task(f"contacts {day:%m-%d} to {until:%m-%d}", total=None)
    for done, total in live(model, day, until):
        bar.update(step, completed=done, total=total)
    # A day after the night, so that the requests fall among the week's work; the last ones still wait for an answer.
    ask_and_answer(day + timedelta(days=1), waiting=until == model.recipe.on)
    pass_on(model.recipe.seed, day, until)
    sell(model.recipe.seed, day, until)
    complain(model.recipe.seed, day, until)
    sweep(book, until)


def _night(folder: Path, book: Rulebook, bar: Progress) -> None:
    step = bar.add_task(f"night of {folder.name}", total=1)
    run_night(folder, book, at=night_hour(date.fromisoformat(folder.name)))
    bar.advance(step)


def _model(recipe: Recipe, book: Rulebook, bar: Progress) -> Model:
    step = bar.add_task(f"a province of {recipe.customers:,} customers", total=1)
    model = build_model(recipe, book)
    bar.advance(step)
    return model


def _feeds(model: Model, days: Iterable[date], place: Place, bar: Progress) -> list[Path]:
    wanted = list(days)
    step = bar.add_task("feeds", total=len(wanted))
    written = []
    for day in wanted:
        written.append(write_day(model, place.feeds, day))
        bar.advance(step)
    return written


def progress_bar() -> Progress:
    """Bars on standard error."""
    return Progress(
        TextColumn("{task.description:<36}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
