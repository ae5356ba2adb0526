"""Results of inspections (A37.4a, A37.5): by outlet, branch and province, over time; what counts in a year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from tingtang.inspections.models import Award, Bar, Finding, Inspection, Level, State
from tingtang.inspections.queries import COUNTED, Coverage, coverage, visible
from tingtang.inspections.scoring import GRADES
from tingtang.organisation.access import Viewer
from tingtang.organisation.models import Institution, InstitutionTree

BIN = 5  # points a bar of the distribution is wide
KINDS = ("outlet", "branch", "province")
OTHERS = (Level.PROVINCE, Level.BRANCH, Level.MANAGING)  # a check of one's own is no result


@dataclass(slots=True)
class Result:
    """Inspections of an institution and all below it: how many, their mean as a fraction, by grade, their findings."""

    institution: Institution
    n: int = 0
    total: Fraction = Fraction()
    grades: Counter[str] = field(default_factory=Counter)
    findings: int = 0

    @property
    def mean(self) -> Fraction | None:
        """The exact mean of the scores; None without any."""
        return self.total / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class YearlyResult:
    """What the inspections of a year bring to the assessment of an outlet (A37.5a, b): published, by others.

    `mean`: of their scores, None without any. `ids`: the inspections behind it. `bar`: why there are no awards.
    """

    n: int
    mean: Fraction | None
    lowest: str
    ids: tuple[int, ...]
    titled: bool
    bar: Bar | None


def yearly_result(institution_id: str, year: int) -> YearlyResult:
    """The year of an outlet, by the day of each inspection."""
    rows = list(
        Inspection.objects.filter(
            institution=institution_id, on__year=year, state=State.PUBLISHED, level__in=OTHERS
        ).order_by("on", "pk")
    )
    scores = [score_of(one) for one in rows]
    worst = max((GRADES.index(one.grade) for one in rows), default=None)
    awards = Award.objects.filter(institution=institution_id, year=year, kind="model_outlet", withdrawn_at=None)
    return YearlyResult(
        n=len(rows),
        mean=sum(scores, Fraction()) / len(scores) if scores else None,
        lowest="" if worst is None else GRADES[worst],
        ids=tuple(one.pk for one in rows),
        titled=awards.exists(),
        bar=Bar.objects.filter(institution=institution_id, person=None, year=year).order_by("pk").first(),
    )


def score_of(found: Inspection) -> Fraction:
    """The exact score of a closed inspection."""
    return Fraction(found.numerator or 0) / Fraction(found.denominator or 1)


def of_period(viewer: Viewer, ids: Collection[str], first: date, last: date) -> QuerySet[Inspection]:
    """The scored inspections of a period that the viewer sees, carried out by others than the outlet."""
    seen = visible(viewer).filter(institution__in=ids, on__range=(first, last), level__in=OTHERS)
    return seen.exclude(state=State.DRAFT).order_by("on", "pk")


def results(found: Iterable[Inspection], kind: str) -> list[Result]:
    """Inspections summed up for each institution of a kind above them, the lowest mean first."""
    rows = list(found)
    above = above_of(kind, {one.institution_id for one in rows})
    places = Institution.objects.in_bulk(list(set(above.values())))
    findings = Counter(
        Finding.objects.filter(inspection__in=[one.pk for one in rows]).values_list("inspection", flat=True)
    )
    by: dict[str, Result] = {key: Result(place) for key, place in places.items()}
    for one in rows:
        if one.institution_id in above:
            row = by[above[one.institution_id]]
            row.n += 1
            row.total += score_of(one)
            row.grades[one.grade] += 1
            row.findings += findings[one.pk]
    return sorted(by.values(), key=lambda row: (row.mean or 0, row.institution.pk))


def above_of(kind: str, outlets: Collection[str]) -> dict[str, str]:
    """The nearest institution of a kind at or above each outlet."""
    pairs = InstitutionTree.objects.filter(descendant__in=list(outlets), ancestor__kind=kind).order_by("-depth")
    return dict(pairs.values_list("descendant_id", "ancestor_id"))


def distribution(found: Iterable[Inspection]) -> list[tuple[str, int]]:
    """How many scores fall into each span of five points: ("85", 3) holds 85 up to, not with, 90."""
    counts = Counter(int(score_of(one) // BIN) * BIN for one in found)
    if not counts:
        return []
    return [(str(start), counts[start]) for start in range(min(counts), max(counts) + BIN, BIN)]


def within_span(found: Iterable[Inspection], start: int) -> list[Inspection]:
    """Those whose score lies in the span of the distribution that begins at `start`."""
    return [one for one in found if int(score_of(one) // BIN) * BIN == start]


def findings_of(viewer: Viewer, ids: Collection[str], first: date, last: date, article: str = "") -> QuerySet[Finding]:
    """What such inspections of a period found, the latest first; of one article where it is named: the caller pages."""
    rows = Finding.objects.filter(inspection__in=of_period(viewer, ids, first, last).order_by().values("pk"))
    rows = rows.filter(article=article) if article else rows
    shown = rows.select_related("inspection__institution", "person").prefetch_related("mendings")
    return shown.order_by("-inspection__on", "-pk")


def findings_by_article(
    found: Iterable[Inspection], most: int = 12
) -> tuple[list[str], list[tuple[str, Mapping[str, int]]]]:
    """(months, [(article, month -> findings)]): the articles found most often, over the months of the inspections."""
    months = {one.pk: f"{one.on:%Y-%m}" for one in found}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for key, article in Finding.objects.filter(inspection__in=list(months)).values_list("inspection", "article"):
        counts[article][months[key]] += 1
    often = sorted(counts, key=lambda article: (-counts[article].total(), article))[:most]
    return sorted(set(months.values())), [(article, counts[article]) for article in often]


@dataclass(frozen=True, slots=True)
class Tile:
    """An outlet of the map: by whom it was inspected in the half-year, of province and branch."""

    outlet: Institution
    done: tuple[str, ...]


def coverage_map(
    viewer: Viewer, ids: Collection[str], on: date
) -> tuple[list[Coverage], list[tuple[Institution, list[Tile]]]]:
    """(the figures, the outlets of each branch as tiles): the half-year of a day, as far as the viewer sees."""
    figures = coverage(viewer, ids, on)
    done = {(one.level, outlet.pk) for one in figures for outlet in one.done}
    outlets = [*figures[0].done, *figures[0].left]
    above = above_of("branch", [one.pk for one in outlets])
    groups: dict[str, list[Tile]] = defaultdict(list)
    for outlet in sorted(outlets, key=lambda one: one.pk):
        by = tuple(level.value for level in COUNTED if (level.value, outlet.pk) in done)
        groups[above.get(outlet.pk) or outlet.parent_id or outlet.pk].append(Tile(outlet, by))
    places = Institution.objects.in_bulk(list(groups))
    return figures, [(places[key], groups[key]) for key in sorted(groups)]
