"""The cheapest shifts that put the counters needed behind every interval: a covering problem, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import gcd
from typing import Any


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that one person works; `covers`: places of the intervals it covers whole."""

    name: str
    cost: Decimal
    covers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """People by shift, what they cost (exact), and the places of intervals that no shift covers."""

    people: Mapping[str, int]
    cost: Decimal
    uncovered: tuple[int, ...]


def plan(needs: Sequence[int], shifts: Sequence[Shift]) -> Plan:
    """The cheapest plan that has at least `needs[place]` people in every interval some shift covers.

    Of equally cheap ones, the one with the fewest people. Costs are compared as whole numbers of their smallest unit,
    so that no rounding decides.
    """
    covered = frozenset().union(*(shift.covers for shift in shifts))
    uncovered = tuple(place for place, need in enumerate(needs) if need and place not in covered)
    rows = [(place, need) for place, need in enumerate(needs) if need and place in covered]
    counts = _solve(rows, shifts) if rows else [0] * len(shifts)
    for place, need in rows:
        if sum(count for count, shift in zip(counts, shifts, strict=True) if place in shift.covers) < need:
            raise ArithmeticError(f"the solver left interval {place} uncovered")
    people = {shift.name: count for shift, count in zip(shifts, counts, strict=True)}
    cost = sum((count * shift.cost for count, shift in zip(counts, shifts, strict=True)), Decimal(0))
    return Plan(people, cost, uncovered)


def _solve(rows: Sequence[tuple[int, int]], shifts: Sequence[Shift]) -> list[int]:
    """People by shift. First the lowest cost, then at that cost the fewest people."""
    units = _whole_units([shift.cost for shift in shifts])
    solver = _solver(rows, shifts)
    cheapest = _minimise(solver, units)
    lowest = sum(unit * count for unit, count in zip(units, cheapest, strict=True))
    places = list(range(len(shifts)))
    solver.addRow(0.0, float(lowest), len(places), places, [float(unit) for unit in units])
    return _minimise(solver, [1] * len(shifts))


def _whole_units(costs: Sequence[Decimal]) -> list[int]:
    """Costs as whole numbers in proportion."""
    digits = max((-int(cost.as_tuple().exponent) for cost in costs), default=0)
    whole = [int(cost.scaleb(max(0, digits))) for cost in costs]
    return [cost // (gcd(*whole) or 1) for cost in whole]


def _solver(rows: Sequence[tuple[int, int]], shifts: Sequence[Shift]) -> Any:
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-6)
    solver.setOptionValue("threads", 1)  # the same answer on every machine
    most = float(max(need for _, need in rows))
    for place in range(len(shifts)):
        solver.addVar(0.0, most)
        solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    for interval, need in rows:
        able = [place for place, shift in enumerate(shifts) if interval in shift.covers]
        solver.addRow(float(need), highspy.kHighsInf, len(able), able, [1.0] * len(able))
    return solver


def _minimise(solver: Any, costs: Sequence[int]) -> list[int]:
    for place, cost in enumerate(costs):
        solver.changeColCost(place, float(cost))
    solver.run()
    return [round(value) for value in solver.getSolution().col_value]
