"""The score of an inspection (A37.3): exact to the last fraction, graded without a hole. Pure.

The weights of a sheet add up to its base. What does not apply leaves both sides: the points that were reached are
scaled to the base by the points that apply. Plus and minus points come after that. A grade is never reached by
rounding, so 89.75 is good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction

GRADES = ("excellent", "good", "fair", "poor", "bad")
PLACES = 6  # of a total that no decimal number holds; cut off, never rounded up
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a sheet as it was scored: of `points`, `score` were reached; without `applies` neither counts."""

    section: str
    points: Decimal
    score: Decimal
    applies: bool = True
    name: str = ""


@dataclass(frozen=True, slots=True)
class Veto:
    """A section that must reach `least` per cent of its points, or the grade is bad whatever the total."""

    section: str
    least: Decimal = Decimal(HUNDRED)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many points of `full` each grade is given; below `poor` it is bad."""

    full: Decimal
    excellent: Decimal
    good: Decimal
    fair: Decimal
    poor: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is scored."""

    base: Decimal
    items: tuple[Item, ...]
    plus: tuple[Decimal, ...] = ()
    minus: tuple[Decimal, ...] = ()
    vetoes: tuple[Veto, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section: points that apply and points reached. `vetoed`: it fell below what it must reach."""

    section: str
    points: Decimal
    score: Decimal
    vetoed: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """The result. `exact` is the total as a fraction; `steps` say how it came about, each a (what, how, value)."""

    exact: Fraction
    sections: tuple[Section, ...]
    grade: str
    steps: tuple[tuple[str, str, Fraction], ...] = field(default=())

    @property
    def total(self) -> Decimal:
        """The total as a decimal number: exact where one holds it, else cut off after six places."""
        return decimal_of(self.exact)


class Unscorable(ValueError):
    """A sheet that cannot be scored; `place` names where, in the words of the file ("items[3].score")."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place, self.why = place, why


def score(sheet: Sheet, thresholds: Thresholds) -> Scored:
    """Score a sheet. Raises Unscorable when its weights do not add up or a score lies outside its range."""
    check(sheet)
    sections = _sections(sheet)
    points = sum((Fraction(one.points) for one in sections), Fraction())
    reached = sum((Fraction(one.score) for one in sections), Fraction())
    scaled = Fraction(sheet.base) * reached / points
    plus, minus = (sum(map(Fraction, side), Fraction()) for side in (sheet.plus, sheet.minus))
    total = scaled + plus - minus
    steps = [("points", "points that apply", points), ("reached", "points reached", reached)]
    steps.append(("scaled", f"{_said(sheet.base)} x {_said(reached)} / {_said(points)}", scaled))
    steps += [("plus", _sum(sheet.plus), plus)] if sheet.plus else []
    steps += [("minus", _sum(sheet.minus), minus)] if sheet.minus else []
    steps.append(("total", f"{_said(scaled)} + {_said(plus)} - {_said(minus)}", total))
    out_of_full = total * Fraction(thresholds.full) / Fraction(sheet.base)
    grade, limit = grade_of(out_of_full, thresholds)
    since = "below every limit" if limit is None else f"from {_said(limit)}"
    steps.append(("grade", f"{grade}: {since}", out_of_full))
    if vetoed := [one.section for one in sections if one.vetoed]:
        grade = GRADES[-1]
        steps.append(("veto", f"{', '.join(vetoed)}: {grade}", total))
    return Scored(total, sections, grade, tuple(steps))


def grade_of(total: Fraction, thresholds: Thresholds) -> tuple[str, Fraction | None]:
    """(the grade, the limit it reached); each grade begins at its limit, whatever lies between two whole numbers."""
    for grade in GRADES[:-1]:
        limit = Fraction(getattr(thresholds, grade))
        if total >= limit:
            return grade, limit
    return GRADES[-1], None


def check(sheet: Sheet) -> None:
    """Raises Unscorable at the first place that makes no sense."""
    if sheet.base <= 0:
        raise Unscorable("base", f"{sheet.base} is not above 0")
    if not sheet.items:
        raise Unscorable("items", "there are none")
    _check_items(sheet.items)
    whole = sum((one.points for one in sheet.items), Decimal())
    if whole != sheet.base:
        raise Unscorable("items", f"the points add up to {_said(whole)}, not to the base {_said(sheet.base)}")
    if not any(one.applies for one in sheet.items):
        raise Unscorable("items", "none of them applies")
    for side in ("plus", "minus"):
        for n, one in enumerate(getattr(sheet, side)):
            if one < 0:
                raise Unscorable(f"{side}[{n}]", f"{_said(one)} is below 0")
    _check_vetoes(sheet)


def _check_items(items: Sequence[Item]) -> None:
    seen: dict[str, int] = {}
    for n, one in enumerate(items):
        place = f"items[{n}]"
        if one.points <= 0:
            raise Unscorable(f"{place}.points", f"{_said(one.points)} is not above 0")
        if one.applies and not 0 <= one.score <= one.points:
            raise Unscorable(f"{place}.score", f"{_said(one.score)} is outside 0 to {_said(one.points)}")
        if one.name and one.name in seen:
            raise Unscorable(f"{place}.item", f"{one.name!r} stands twice, first at items[{seen[one.name]}]")
        seen[one.name] = n


def _check_vetoes(sheet: Sheet) -> None:
    known = {one.section for one in sheet.items}
    for n, veto in enumerate(sheet.vetoes):
        if veto.section not in known:
            raise Unscorable(f"veto[{n}].section", f"there is no section {veto.section!r}")
        if not 0 < veto.least <= HUNDRED:
            raise Unscorable(f"veto[{n}].least", f"{_said(veto.least)} is outside 0 to 100 per cent")


def _sections(sheet: Sheet) -> tuple[Section, ...]:
    """The sections in the order of the sheet."""
    least = {veto.section: Fraction(veto.least) for veto in sheet.vetoes}
    found = []
    for name in dict.fromkeys(one.section for one in sheet.items):
        counted = [one for one in sheet.items if one.section == name and one.applies]
        points = sum((one.points for one in counted), Decimal())
        reached = sum((one.score for one in counted), Decimal())
        short = points > 0 and Fraction(reached) * HUNDRED < least.get(name, Fraction()) * Fraction(points)
        found.append(Section(name, points, reached, short))
    return tuple(found)


def decimal_of(number: Fraction) -> Decimal:
    """A fraction as a decimal number: exact where one holds it, else cut off (towards less) after six places."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    exact = Context(prec=max(60, 2 * number.denominator.bit_length() + number.numerator.bit_length()))
    found = exact.divide(Decimal(number.numerator), Decimal(number.denominator))
    return found if rest == 1 else found.quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_FLOOR, context=exact)


def _said(number: Decimal | Fraction) -> str:
    return format(decimal_of(Fraction(number)), "f") if Fraction(number).denominator < 10**9 else str(number)


def _sum(numbers: Sequence[Decimal]) -> str:
    return " + ".join(_said(one) for one in numbers)
