"""What the pages of satisfaction show: figures with their intervals, by month and below; ratings as they were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from tingtang.desk.formats import number, percent
from tingtang.desk.language import t
from tingtang.desk.names import institution_name
from tingtang.desk.periods import Period
from tingtang.lobby.models import Counter
from tingtang.lobby.queries.figures import SATISFIED
from tingtang.organisation.access import Viewer, may_at, scope_ids, subtree
from tingtang.organisation.models import Institution, InstitutionTree, Staff
from tingtang.satisfaction import figures
from tingtang.satisfaction.counting import Served, served_of
from tingtang.satisfaction.figures import Figure, Panel
from tingtang.satisfaction.models import Analysis
from tingtang.satisfaction.share import Share

PAGE = 30
MONTHS = 12  # of the chart


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: a name, where it leads, its share, the panel behind it."""

    name: str
    href: str
    share: Share
    panel: Panel
    reaches: bool | None


def interval(share: Share) -> str:
    """84.2–85.7%: the 95 % interval, outwards, so that it never looks narrower than it is; a dash of nobody."""
    if share.interval is None:
        return "—"
    low, high = share.interval
    return f"{floor(low * 1000) / 10:.1f}–{ceil(high * 1000) / 10:.1f}%"


def overview_context(viewer: Viewer, here: Institution, period: Period, today: date) -> dict[str, Any]:
    """The figure of a place and period, its twelve months, what lies directly below (or its people)."""
    last = min(period.last, today)
    wanted = figures.least(last, here.pk)
    outlets, months = _read(here, period)
    total = sum(outlets.values(), Figure())
    below = _below(here, outlets, wanted, period) if here.kind != "outlet" else _people(here, wanted, period)
    return {
        "here": here, "above": _above(viewer, here), "figure": total, "least": wanted,
        "reaches": total.total.reaches(wanted), "below": below, "is_outlet": here.kind == "outlet",
        "months": [(month, found.total, found.total.reaches(wanted)) for month, found in months.items()],
        "time_chart": _time_chart(months, wanted, here, period), "below_chart": below_chart(below, wanted),
        "may_analyse": here.kind == "outlet" and may_at(viewer, "satisfaction.analyse", here.pk),
        "analyses": list(Analysis.objects.filter(institution=here).order_by("-month")[:6]),
    }  # fmt: skip


def _read(here: Institution, period: Period) -> tuple[dict[str, Figure], dict[date, Figure]]:
    """By outlet in the period; by month up to its end, twelve at least. A period is of whole months. Three queries."""
    outlets: defaultdict[str, Figure] = defaultdict(Figure)
    months: defaultdict[date, Figure] = defaultdict(Figure)
    first = _months_back(period.first, MONTHS - 1)
    for (key, month), found in figures.by_place_and_month(subtree([here.pk]), first, period.last).items():
        months[month] += found
        if month >= period.first:
            outlets[key] += found
    return dict(outlets), dict(sorted(months.items()))


def _above(viewer: Viewer, here: Institution) -> Institution | None:
    if here.parent_id is None or not may_at(viewer, "satisfaction.see", here.parent_id):
        return None
    return Institution.objects.filter(pk=here.parent_id).first()


def _months_back(on: date, n: int) -> date:
    years, month = divmod(on.year * 12 + on.month - 1 - n, 12)
    return date(years, month + 1, 1)


def address(here: str, period: str) -> str:
    """The overview of a place and period."""
    return f"{reverse('satisfaction:overview')}?institution={here}&period={period}"


def _below(here: Institution, outlets: Mapping[str, Figure], wanted: Decimal, period: Period) -> list[Line]:
    """Each institution directly below, pooled over everything below it; without an answer last."""
    children = {one.pk: one for one in Institution.objects.filter(parent=here).order_by("name")}
    pairs = InstitutionTree.objects.filter(ancestor__in=list(children)).values_list("descendant_id", "ancestor_id")
    pooled: dict[str, Figure] = dict.fromkeys(children, Figure())
    for below, child in pairs:
        pooled[child] += outlets.get(below, Figure())
    return _sorted(
        Line(
            institution_name(children[key]), address(key, period.code), one.total, one.panel, one.total.reaches(wanted)
        )
        for key, one in pooled.items()
    )


def _line(name: str, href: str, found: Figure, wanted: Decimal) -> Line:
    return Line(name, href, found.total, found.panel, found.total.reaches(wanted))


def _people(here: Institution, wanted: Decimal, period: Period) -> list[Line]:
    """Each person who served there: of the panel alone."""
    found = figures.by_person([here.pk], period.first, period.last)
    names = dict(Staff.objects.filter(pk__in=list(found)).values_list("pk", "name"))
    return _sorted(
        Line(
            names.get(key, key) or t("未知", "Unknown"),
            reverse("satisfaction:star", args=[key]) if key in names else "",
            one.share,
            one,
            one.share.reaches(wanted),
        )
        for key, one in found.items()
    )


def _sorted(lines: Any) -> list[Line]:
    """The lowest share first: that is what one looks for."""
    return sorted(lines, key=lambda line: (line.share.exact is None, line.share.exact or 0, line.name))


def _time_chart(
    months: Mapping[date, Figure], wanted: Decimal, here: Institution, period: Period
) -> dict[str, Any] | None:
    if not months:
        return None
    first = max(_months_back(period.first, MONTHS - 1), min(months))
    every = [month for n in range(MONTHS + 12) if (month := _months_back(first, -n)) <= max(months)]
    shares = [months[month].total if month in months else Share() for month in every]
    named = [(f"{month:%Y-%m}", address(here.pk, f"{month:%Y-%m}")) for month in every]
    return _chart(named, shares, wanted)


def below_chart(lines: Sequence[Line], wanted: Decimal) -> dict[str, Any] | None:
    """Each line's share as a point on its interval; none without an answer."""
    known = [line for line in lines if line.share.n]
    return _chart([(line.name, line.href) for line in known], [line.share for line in known], wanted) if known else None


def _chart(named: Sequence[tuple[str, str]], shares: Sequence[Share], wanted: Decimal) -> dict[str, Any]:
    """What the chart draws, in per cent: x, low, high, y (None where nobody answered), the share asked for."""
    bounds = [share.interval for share in shares]
    return {
        "x": [name for name, _ in named], "href": [href for _, href in named],
        "low": [floor(one[0] * 1000) / 10 if one else None for one in bounds],
        "high": [ceil(one[1] * 1000) / 10 if one else None for one in bounds],
        "y": [float(share.exact * 100) if share.exact is not None else None for share in shares],
        "words": [_said(share, wanted) for share in shares], "least": float(wanted * 100),
        "names": {
            "share": t("满意率", "Satisfied"), "interval": t("95% 区间", "95 % interval"),
            "least": t("要求", "Asked for"),
        },
    }  # fmt: skip


def _said(share: Share, wanted: Decimal) -> str:
    """85.0% (8,499 / 10,000), below: what is displayed, what it is of, and the verdict of the exact share."""
    if not share.n:
        return "—"
    told = t("达到", "reached") if share.reaches(wanted) else t("未达到", "below")
    return f"{percent(share.satisfied, share.n)} ({number(share.satisfied)} / {number(share.n)}){t('，', ', ')}{told}"


def ratings_context(viewer: Viewer, here: Institution, period: Period) -> dict[str, Any]:
    """Prompts, bursts and ratings too fast: by outlet, or at one outlet by counter, person and day."""
    places = subtree([here.pk])
    outlets = figures.by_place(places, period.first, period.last)
    total = sum((one.panel for one in outlets.values()), Panel())
    tables: list[tuple[str, list[Line]]] = []
    if here.kind == "outlet":
        tables = [
            (t("窗口", "Counter"), _counters(here, period)),
            (t("柜员", "Person"), _people(here, Decimal(0), period)),
            (t("日期", "Day"), _days(here, period)),
        ]
    else:
        names = {one.pk: one for one in Institution.objects.filter(pk__in=list(outlets))}
        rows = [
            Line(institution_name(names[key]), _ratings(key, period), one.panel.share, one.panel, None)
            for key, one in outlets.items() if one.panel.served
        ]  # fmt: skip
        tables = [(t("网点", "Outlet"), _oddest(rows))]
    return {"here": here, "above": _above(viewer, here), "total": total, "tables": tables}


def _ratings(key: str, period: Period) -> str:
    return f"{reverse('satisfaction:ratings')}?institution={key}&period={period.code}"


def _counters(here: Institution, period: Period) -> list[Line]:
    found = figures.by_counter([here.pk], period.first, period.last)
    labels = dict(Counter.objects.filter(pk__in=list(found)).values_list("pk", "label"))
    return _oddest([Line(labels[key], "", one.share, one, None) for key, one in found.items()])


def _days(here: Institution, period: Period) -> list[Line]:
    found = figures.by_day([here.pk], period.first, period.last)
    to = reverse("satisfaction:rated_day", args=[here.pk])
    lines = [Line(on.isoformat(), f"{to}?on={on}", one.share, one, None) for on, one in found.items()]
    return sorted(lines, key=lambda line: line.name, reverse=True)


def _oddest(lines: list[Line]) -> list[Line]:
    """The most that looks odd first, then the fewest asked."""
    return sorted(lines, key=lambda line: (-(line.panel.burst + line.panel.fast), line.panel.asked - line.panel.served))


def day_context(here: Institution, on: date, page: str, *, odd_only: bool) -> dict[str, Any]:
    """The rated visits of a day, those that look odd first or alone."""
    seen = [one for one in served_of(here.pk, on) if one.score is not None]
    odd = [one for one in seen if one.fast or one.burst]
    shown = Paginator(odd if odd_only else seen, PAGE).get_page(page)
    rows: list[Served] = list(shown.object_list)
    labels = dict(Counter.objects.filter(pk__in={one.counter_id for one in rows}).values_list("pk", "label"))
    names = dict(Staff.objects.filter(pk__in={one.staff_id for one in rows}).values_list("pk", "name"))
    return {
        "here": here, "on": on, "rows": rows, "n": len(seen), "odd": len(odd), "odd_only": odd_only,
        "labels": labels, "names": names, "page": shown.number, "pages": shown.paginator.num_pages,
        "satisfied": SATISFIED,
    }  # fmt: skip


def outlets_of(viewer: Viewer, capability: str, on: date) -> list[Institution]:
    """The outlets of one's scope that are not closed on a day."""
    found = Institution.objects.filter(pk__in=scope_ids(viewer, capability), kind="outlet").order_by("name")
    return [one for one in found if not one.closed_on or one.closed_on > on]


def yesterday(today: date) -> date:
    """The last day that the night has counted."""
    return today - timedelta(days=1)


GLOBALS = {"interval": interval}
