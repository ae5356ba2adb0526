"""What a rule decides, and how several reasons of one kind become one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from tingtang.manual.rules.facts import Holding

Values: TypeAlias = Mapping[str, Any]  # key of the manual -> value in force, read in its unit


@dataclass(frozen=True, slots=True)
class Decision:
    """A duty that is owed: for which period, shown from and due by the end of which day, and what the rule saw."""

    kind: str
    period_on: date
    last_day: date
    show_day: date
    inputs: Mapping[str, Any] = field(default_factory=dict)


def weightiest(found: Iterable[tuple[Decision, Holding]]) -> Decision | None:
    """Of several holdings that raise the same kind: the earliest last day, then the latest period (what is new stands
    before what was told already), then the largest balance, then the id, then what was seen, as text: the order
    of a feed's rows decides nothing.

    The inputs name the one chosen and say how many there were.
    """
    ranked = sorted(found, key=lambda pair: _rank(*pair))
    if not ranked:
        return None
    decision, holding = ranked[0]
    named = {"product": holding.product.name or holding.product.product_id, "holdings": len(ranked)}
    return replace(decision, inputs={**named, **decision.inputs})


def _rank(decision: Decision, holding: Holding) -> tuple[Any, ...]:
    latest = -decision.period_on.toordinal()
    return decision.last_day, latest, -holding.balance, holding.product.product_id, _seen(decision)


def _seen(decision: Decision) -> str:
    """The inputs as a text to sort by; `tasks/70_reason.sql` sorts by the same."""
    return json.dumps(list(decision.inputs.values()), default=_plain)


def _plain(value: Decimal | date) -> str:
    return f"{value:.6f}" if isinstance(value, Decimal) else value.isoformat()
