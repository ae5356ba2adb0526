"""The manual's values as the night's steps see them: parameters by name, and small tables."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tingtang.contacts.models import Channel, Outcome
from tingtang.customers.models import Tier
from tingtang.manual.book import Rulebook, Value
from tingtang.manual.book.units import write
from tingtang.manual.rules.greetings import years_before
from tingtang.nightly import birthdays, greetings
from tingtang.nightly.engine import Connection
from tingtang.organisation.models import InstitutionKind
from tingtang.organisation.positions import PEOPLE_VALUES
from tingtang.shared.times import day_end, day_start

PRODUCT_TYPES = ("deposit", "fixed_income", "fund", "insurance", "wealth", "gold", "fx", "loan")
# The lunar calendar is known from here on; nobody older than this is a customer.
EARLIEST_BIRTH = date(1900, 1, 31)
FAMILIES = ("contact.", "fund.", "insurance.", "wealth.", "loan.", "deposit.", "birthday.", "festival.", "attrition.")
PREFIXES = (*FAMILIES, "tier.", "night.")


@dataclass(frozen=True)
class NightValues:
    """Everything of the manual that one night needs, for the business date `as_of` and the work day after it.

    `changed`: values on trial by key; `institutions`: what institutions have tightened, by institution and key.
    """

    as_of: date
    book: Rulebook
    changed: Mapping[str, Any] = field(default_factory=dict)
    institutions: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    @property
    def work_day(self) -> date:
        """The day that the work is for."""
        return self.as_of + timedelta(days=1)

    def value(self, key: str) -> Any:
        """The value in force on the work day, or its trial replacement. Raises UnknownValue."""
        if key in self.changed:
            return self.changed[key]
        return self.book.value(key, self.work_day).value

    def everywhere(self, key: str) -> list[Any]:
        """The value in force, and those that institutions have made of it."""
        return [self.value(key), *(found[key].value for found in self.institutions.values() if key in found)]

    def in_force(self) -> dict[str, Value]:
        """Every value of the night's families, by key."""
        found = self.book.values(self.work_day)
        return {key: value for key, value in found.items() if key.startswith(PREFIXES)}

    def kinds(self) -> list[Any]:
        """The duty kinds that the night opens."""
        return [kind for kind in self.book.kinds.values() if kind.raised_by == "night"]

    def parameters(self) -> dict[str, Any]:
        """What the steps name with `$`: the values (dots as underscores) and the days reckoned from them."""
        named = {
            key.replace(".", "_"): self.value(key)
            for key, value in self.in_force().items()
            if not isinstance(value.value, tuple)
        }
        return named | self._days()

    def _days(self) -> dict[str, Any]:
        work_day = self.work_day
        last = calendar.monthrange(work_day.year, work_day.month)[1]
        window = timedelta(days=int(self.value("attrition.window_days")))
        return {
            "as_of": self.as_of,
            "work_day": work_day,
            "as_of_end": day_end(self.as_of),
            "work_day_start": day_start(work_day),
            "month_first": work_day.replace(day=1),
            "month_last": work_day.replace(day=last),
            "grace_after": self.as_of - timedelta(days=int(self.value("tier.downgrade_grace_days"))),
            "window_from": self.as_of - window,
            "flow_start": day_start(self.as_of - window + timedelta(days=1)),
            "earliest_birth": EARLIEST_BIRTH,
            "child_born_after": years_before(work_day, int(self.value("birthday.guardian_age"))),
            "manual_version": self.book.version,
        }

    def check(self) -> None:
        """Raise UnknownValue when a value that the night needs is not in force."""
        self.parameters()
        for kind in self.kinds():
            self.value(f"night.weight.{kind.kind}")
        for tier in Tier.values:
            self.value(f"night.weight.tier.{tier}")


def read_trial(book: Rulebook, on: date, pairs: Iterable[str]) -> dict[str, Any]:
    """`KEY=VALUE` pairs as values of the keys' units. Raises ValueError or UnknownValue with one clear line."""
    trial: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals:
            raise ValueError(f"--what-if {pair!r} is not KEY=VALUE")
        try:
            trial[key] = book.read(key, text, on)
        except ValueError as error:
            raise ValueError(f"--what-if {key}: {error}") from None
    return trial


def register(con: Connection, values: NightValues) -> None:
    """Make the small tables: word, value_list, duty_kind, tier_weight, met_by_channel, institution_value."""
    _table(con, "word", {"list": "VARCHAR", "word": "VARCHAR"}, _words())
    lists = [
        (key, word)
        for key, value in values.in_force().items()
        if isinstance(value.value, tuple)
        for word in values.value(key)
    ]
    _table(con, "value_list", {"value_key": "VARCHAR", "word": "VARCHAR"}, lists)
    kinds = [
        (kind.kind, kind.clause, kind.after_due, int(values.value(f"night.weight.{kind.kind}")))
        for kind in values.kinds()
    ]
    columns = {"kind": "VARCHAR", "clause": "VARCHAR", "after_due": "VARCHAR", "weight": "INTEGER"}
    _table(con, "duty_kind", columns, kinds)
    tiers = [(tier, int(values.value(f"night.weight.tier.{tier}"))) for tier in Tier.values]
    _table(con, "tier_weight", {"tier": "VARCHAR", "weight": "INTEGER"}, tiers)
    _table(con, "met_by_channel", {"kind": "VARCHAR", "channel": "VARCHAR"}, _met_by(values))
    tightened = [
        (institution, key, write(value.value))
        for institution, found in values.institutions.items()
        for key, value in found.items()
    ]
    columns = {"institution_id": "VARCHAR", "value_key": "VARCHAR", "value": "VARCHAR"}
    _table(con, "institution_value", columns, tightened)


def register_birthdays(con: Connection, values: NightValues) -> None:
    """Make `birthday`: births whose birthday falls within the longest lead of any institution; and what wishes need:
    `festival`, `greeting_channel`."""
    last = values.work_day + timedelta(days=max(values.everywhere("birthday.lead_days")))
    found = birthdays.birth_dates(values.work_day, last, EARLIEST_BIRTH)
    _table(con, "birthday", {"birth_date": "DATE", "birth_calendar": "VARCHAR", "birthday_on": "DATE"}, found)
    keys = ("festival.days", "festival.greeted", "festival.spread_days")
    coming = greetings.festivals(values.work_day, {key: values.value(key) for key in keys})
    columns = {"code": "VARCHAR", "festival_on": "DATE", "first_day": "DATE", "days": "INTEGER"}
    _table(con, "festival", columns, coming)
    order = greetings.channels(values.value("consent.greeting_order"), values.value("consent.asked_first"))
    _table(con, "greeting_channel", {"channel": "VARCHAR", "nth": "INTEGER", "open_unasked": "BOOLEAN"}, order)


def _met_by(values: NightValues) -> list[tuple[str, str]]:
    return [
        (kind.kind, channel)
        for kind in values.book.kinds.values()  # those that the lobby raises are met by the feed's contacts as well
        if "contact.reached" in kind.met_by
        for channel in kind.channels or Channel.values
    ]


def _words() -> list[tuple[str, str]]:
    lists = {
        "institution_kind": InstitutionKind.values,
        "position": PEOPLE_VALUES,
        "product_type": PRODUCT_TYPES,
        "channel": Channel.values,
        "outcome": Outcome.values,
    }
    return [(name, word) for name, words in lists.items() for word in words]


def _table(con: Connection, name: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """A table from Python rows, passed as one list a column: the engine's executemany is slow."""
    con.execute(f"CREATE OR REPLACE TABLE {name} ({', '.join(f'{key} {kind}' for key, kind in columns.items())})")
    if rows:
        lists = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in columns.values())
        con.execute(f"INSERT INTO {name} SELECT {lists}", [list(column) for column in zip(*rows, strict=True)])
