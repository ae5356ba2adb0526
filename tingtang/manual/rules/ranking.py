"""The order of a manager's day: the weights of the reasons shown, once the weight of the tier; a cap on the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import work_day


@dataclass(frozen=True, slots=True)
class Card:
    """One customer of a manager's day."""

    customer_id: str
    assets: Decimal
    score: int
    kinds: tuple[str, ...]
    rank: int = 0
    within_cap: bool = True


def score_of(kind: str, tier: str, values: Values) -> int:
    """The score of a single duty."""
    return int(values[f"night.weight.{kind}"] + values[f"night.weight.tier.{tier}"])


def card(
    customer_id: str, assets: Decimal, tier: str, found: Iterable[Decision], values: Values, as_of: date
) -> Card | None:
    """The reasons that show on the day of work, merged; None when there is none."""
    shown = [decision.kind for decision in found if decision.show_day <= work_day(as_of)]
    if not shown:
        return None
    kinds = tuple(sorted(shown, key=lambda kind: (-values[f"night.weight.{kind}"], kind)))
    total = sum(values[f"night.weight.{kind}"] for kind in kinds) + values[f"night.weight.tier.{tier}"]
    return Card(customer_id, assets, int(total), kinds)


def ranked(cards: Sequence[Card], values: Values) -> list[Card]:
    """One manager's cards in order: score, then assets, then id; the cap marks what the day holds."""
    ordered = sorted(cards, key=lambda one: (-one.score, -one.assets, one.customer_id))
    cap = values["night.tasks_per_manager_cap"]
    return [
        Card(one.customer_id, one.assets, one.score, one.kinds, rank, rank <= cap)
        for rank, one in enumerate(ordered, start=1)
    ]
