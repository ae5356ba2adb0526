"""What the lobby knows without asking each time: the manual's words, values in force, what a counter can do.

Copies in memory live for FRESH (counted by the callers' `at`; those made of another copy for twice that at most), an
outlet's history for longer, so that a call costs no question about things that change once a month. A counter's state
and person are never taken from here: the statement itself looks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from tingtang.lobby.calling import CounterFacts, QueuePolicy, policy_of
from tingtang.lobby.errors import BadInput, NoSuchCounter
from tingtang.lobby.models import Counter
from tingtang.manual.book import Business, Rulebook, ServiceClass, Value
from tingtang.manual.queries import rulebook, values
from tingtang.organisation.models import Institution
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

FRESH = timedelta(seconds=30)
MOST = 10_000  # copies kept; beyond it all are forgotten and read again
T = TypeVar("T")
_known: dict[Hashable, tuple[datetime, Any]] = {}


def fresh(key: Hashable, at: datetime, read: Callable[[], T], keep: timedelta = FRESH) -> T:
    """What `read` gave for `key` at most `keep` ago, else what it gives now."""
    kept = _known.get(key)
    if kept is not None and abs(at - kept[0]) < keep:
        found: T = kept[1]
        return found
    found = read()
    if len(_known) >= MOST:
        _known.clear()
    _known[key] = (at, found)
    return found


def forget() -> None:
    """Read everything again: after a counter was added in this process, and in tests."""
    _known.clear()


def forget_counters() -> None:
    """Read again what counters can do; what was learned of the outlets stays."""
    for key in [one for one in _known if isinstance(one, tuple) and one[0] == "counter"]:
        _known.pop(key, None)


def book(at: datetime | None = None) -> Rulebook:
    """The manual, as remembered at `at`; without it the rule base itself is asked, which looks at every file's date."""
    return fresh("book", at, rulebook) if at else rulebook()


def business_of(code: str, at: datetime | None = None, field: str = "business") -> Business:
    """The kind of business. Raises BadInput naming `field`."""
    found: Business | None = book(at).businesses.get(code)
    if found is None:
        raise BadInput(field, Bilingual("没有这项业务", "there is no such business"))
    return found


def class_of(code: str, at: datetime | None = None) -> ServiceClass:
    """The class of service. Raises BadInput."""
    found: ServiceClass | None = book(at).service_classes.get(code)
    if found is None:
        raise BadInput("service_class", Bilingual("没有这个服务类别", "there is no such class of service"))
    return found


def class_of_tier(tier: str, at: datetime | None = None) -> str:
    """The class a tier is served in; `ordinary` for one that no class names."""
    classes = book(at).service_classes.values()
    return next((one.code for one in classes if tier in one.tiers), "ordinary")


def figures(institution_id: str | None, at: datetime) -> dict[str, Any]:
    """Every value in force at the outlet (None: of the manual itself) on the day of `at`, by key."""
    return {key: one.value for key, one in _in_force(institution_id, at)[0].items()}


def figure(key: str, institution_id: str | None, at: datetime) -> Any:
    """One value in force."""
    return _in_force(institution_id, at)[0][key].value


def require_outlet(institution_id: str, at: datetime) -> None:
    """Raises BadInput for an institution that is not there."""
    there = fresh(("outlet", institution_id), at, lambda: Institution.objects.filter(pk=institution_id).exists())
    if not there:
        raise BadInput("institution_id", Bilingual("没有这个网点", "there is no such outlet"))


def policy(institution_id: str, at: datetime) -> QueuePolicy:
    """The values of the queue in force at the outlet."""
    return _in_force(institution_id, at)[1]


def _in_force(institution_id: str | None, at: datetime) -> tuple[Mapping[str, Value], QueuePolicy]:
    """Read together: the values are asked for once, for both."""
    on = business_date(at)

    def read() -> tuple[Mapping[str, Value], QueuePolicy]:
        known = book(at)
        found = values(on, institution_id, known) if institution_id else known.values(on)
        return found, policy_of(known.service_classes.values(), found)

    return fresh(("in force", institution_id, on), at, read)


def counter_facts(counter_id: int, at: datetime) -> tuple[str, CounterFacts]:
    """(the outlet, what the calling function asks of the counter). Raises NoSuchCounter."""
    return fresh(("counter", counter_id), at, lambda: _counter(counter_id))


def _counter(counter_id: int) -> tuple[str, CounterFacts]:
    row = Counter.objects.filter(pk=counter_id).first()
    if row is None:
        raise NoSuchCounter
    return row.institution_id, CounterFacts(row.label, frozenset(row.skills), frozenset(row.serves_classes))
