"""Figures of satisfaction (A39.5): by institution, month, person and counter, each with its definition and its number.

Three sources, as the manual names them: rating panels, questionnaires, symposium polls. The share that is compared
is that of all three pooled (of questionnaires, those that each customer answers once); a visit rated at the panel
that answered a questionnaire as well counts once, as rated.
Days up to yesterday: panels are counted by the night. What a person's figure is of: the panel alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from tingtang.lobby.queries.figures import SATISFIED
from tingtang.manual.queries import value
from tingtang.satisfaction.models import Answer, DayCount, Symposium, Way
from tingtang.satisfaction.share import Share


@dataclass(frozen=True, slots=True)
class Panel:
    """Visits at counters: served, asked to rate, rated, satisfied; of the rated those too fast and in bursts."""

    served: int = 0
    asked: int = 0
    rated: int = 0
    satisfied: int = 0
    fast: int = 0
    burst: int = 0

    def __add__(self, other: Panel) -> Panel:
        return Panel(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Panel)))

    @property
    def share(self) -> Share:
        """Of those who rated; coverage: of all who were served."""
        return Share(self.satisfied, self.rated, self.served)


@dataclass(frozen=True, slots=True)
class Figure:
    """The three sources of a scope and period."""

    panel: Panel = field(default_factory=Panel)
    questionnaire: Share = field(default_factory=Share)
    symposium: Share = field(default_factory=Share)

    def __add__(self, other: Figure) -> Figure:
        return Figure(
            self.panel + other.panel, self.questionnaire + other.questionnaire, self.symposium + other.symposium
        )

    @property
    def total(self) -> Share:
        """All three pooled; coverage is known of panels and symposiums only, so it is not said here."""
        said = self.panel.share + self.questionnaire + self.symposium
        return Share(said.satisfied, said.n)


BOTH = ("institution_id", "month")
NAMES = tuple(f.name for f in fields(Panel))
# A shared code cannot promise one answer each, so what comes by it counts in no figure (adr/0089).
ONCE_EACH = ~Q(questionnaire__way=Way.LINK)
Places = Iterable[str] | QuerySet[Any, Any]


def least(on: date, institution_id: str) -> Decimal:
    """The share asked for (A39.5), as the institution may have tightened it."""
    return Decimal(str(value("satisfaction.share", on, institution_id).value))


def figure(places: Places, first: date, last: date) -> Figure:
    """The figure of all these institutions together. Three queries."""
    return sum(by_place(places, first, last).values(), Figure())


def by_place(places: Places, first: date, last: date) -> dict[str, Figure]:
    """By outlet; those of which nothing is known are missing. Three queries."""
    return {key: found for (key,), found in _grouped(places, first, last, "institution_id").items()}


def by_place_and_month(places: Places, first: date, last: date) -> dict[tuple[str, date], Figure]:
    """By outlet and the first day of the month. Three queries."""
    return {(key, month): found for (key, month), found in _grouped(places, first, last, *BOTH).items()}


def by_person(places: Places, first: date, last: date) -> dict[str, Panel]:
    """Panel figures by staff id ("": nobody known). One query."""
    return {key: found for (key,), found in _panel(places, first, last, "staff_id").items()}


def by_counter(places: Places, first: date, last: date) -> dict[int, Panel]:
    """Panel figures by counter. One query."""
    return {key: found for (key,), found in _panel(places, first, last, "counter_id").items()}


def by_day(places: Places, first: date, last: date) -> dict[date, Panel]:
    """Panel figures by business date. One query."""
    return {key: found for (key,), found in _panel(places, first, last, "on").items()}


def of_person(staff_id: str, first: date, last: date) -> Panel:
    """A person's own panel figure, wherever they served. One query."""
    rows = DayCount.objects.filter(staff_id=staff_id, on__range=(first, last))
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in NAMES})
    return Panel(**{name: int(sums[name]) for name in NAMES})


def months_of_person(staff_id: str, first: date, last: date) -> dict[date, Panel]:
    """The same by the first day of the month. One query."""
    rows = DayCount.objects.filter(staff_id=staff_id, on__range=(first, last)).annotate(month=TruncMonth("on"))
    found: Any = rows.order_by("month").values("month").annotate(**{f"n_{name}": Sum(name) for name in NAMES})
    return {row["month"]: Panel(*(row[f"n_{name}"] for name in NAMES)) for row in found}


def _panel(places: Places, first: date, last: date, *by: str) -> dict[tuple[Any, ...], Panel]:
    rows = DayCount.objects.filter(institution__in=places, on__range=(first, last))
    if "month" in by:
        rows = rows.annotate(month=TruncMonth("on"))
    found = rows.order_by().values(*by).annotate(**{f"n_{name}": Sum(name) for name in NAMES})
    return {tuple(row[name] for name in by): Panel(*(row[f"n_{name}"] for name in NAMES)) for row in found}


def _grouped(places: Places, first: date, last: date, *by: str) -> dict[tuple[Any, ...], Figure]:
    answers = Answer.objects.filter(ONCE_EACH, institution__in=places, on__range=(first, last))
    answers = answers.exclude(ticket__ratings__gt=0)
    held = Symposium.objects.filter(institution__in=places, held_on__range=(first, last))
    if "month" in by:
        answers = answers.annotate(month=TruncMonth("on"))
        held = held.annotate(month=TruncMonth("held_on"))
    satisfied = Count("pk", filter=Q(score__gte=SATISFIED))
    said = answers.order_by().values_list(*by).annotate(good=satisfied, n=Count("pk"))
    polled = held.order_by().values_list(*by).annotate(good=Sum("satisfied"), n=Sum("polled"), of=Sum("participants"))
    return _joined(
        _panel(places, first, last, *by),
        {tuple(key): Share(good, n) for *key, good, n in said},
        {tuple(key): Share(good, n, of) for *key, good, n, of in polled},
    )


def _joined(
    panels: Mapping[Any, Panel], answers: Mapping[Any, Share], polled: Mapping[Any, Share]
) -> dict[Any, Figure]:
    found: defaultdict[Any, Figure] = defaultdict(Figure)
    for key, panel in panels.items():
        found[key] += Figure(panel=panel)
    for key, share in answers.items():
        found[key] += Figure(questionnaire=share)
    for key, share in polled.items():
        found[key] += Figure(symposium=share)
    return dict(sorted(found.items()))
