"""What the page of results shows: rows by institution, the spread of scores, findings by article over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from tingtang.desk.inspections.pages import choice_name
from tingtang.desk.language import t
from tingtang.desk.periods import Period, choices, parse_period
from tingtang.inspections.models import Inspection
from tingtang.inspections.results import (
    KINDS,
    Result,
    distribution,
    findings_by_article,
    findings_of,
    of_period,
    results,
)
from tingtang.inspections.scoring import GRADES, decimal_of
from tingtang.organisation.access import Viewer, scope_ids

PAGE = 30
MOST = 200  # institutions shown; the lowest come first
SEVERAL = 2


def results_context(viewer: Viewer, period: str, by: str, today: date) -> dict[str, Any]:
    """The page; without a choice this year, by outlet."""
    span = parse_period(period or str(today.year), today)
    kind = by if by in KINDS else "outlet"
    found = list(of_period(viewer, scope_ids(viewer, "inspection.see"), span.first, span.last))
    rows = results(found, kind)
    months, articles = findings_by_article(found)
    return {
        "period": span, "periods": choices(today), "kind": kind, "kinds": [(one, choice_name(one)) for one in KINDS],
        "rows": [(row, exact(row.mean)) for row in rows[:MOST]], "n": len(found), "grades": GRADES,
        "spread": _spread(distribution(found), span), "over_time": _over_time(months, articles), "months": months,
        "articles": articles, "halves": _halves(found, kind) if len({half(one) for one in found}) >= SEVERAL else None,
    }  # fmt: skip


def findings_context(viewer: Viewer, span: Period, article: str, page: str) -> dict[str, Any]:
    """What was found in a period, of one article or all, each with how far its mending has come."""
    shown = Paginator(
        findings_of(viewer, scope_ids(viewer, "inspection.see"), span.first, span.last, article), PAGE
    ).get_page(page)
    return {
        "rows": list(shown.object_list), "n": shown.paginator.count, "page": shown.number,
        "pages": shown.paginator.num_pages, "period": span, "article": article,
    }  # fmt: skip


def exact(number: Fraction | None) -> str:
    """A mean as people read it: two places, cut off and never rounded up to a grade."""
    if number is None:
        return ""
    return format(decimal_of(Fraction(number * 100 // 1, 100)), "f")


def half(found: Inspection) -> str:
    """The half-year of an inspection: 2026-H1."""
    return f"{found.on.year}-H{1 if found.on.month <= 6 else 2}"


def _halves(found: Sequence[Inspection], kind: str) -> tuple[list[str], list[tuple[Any, list[str]]]]:
    """(half-years, [(institution, its mean in each)]): results over time."""
    names = sorted({half(one) for one in found})
    by: dict[str, dict[str, Result]] = {
        name: {row.institution.pk: row for row in results([o for o in found if half(o) == name], kind)}
        for name in names
    }
    places = {row.institution.pk: row.institution for rows in by.values() for row in rows.values()}
    return names, [
        (place, [exact(by[name][key].mean) if key in by[name] else "" for name in names])
        for key, place in sorted(places.items())[:MOST]
    ]


def _spread(counts: Sequence[tuple[str, int]], span: Period) -> dict[str, Any]:
    to = reverse("inspections:overview")
    return {
        "x": [start for start, _ in counts], "y": [n for _, n in counts],
        "href": [f"{to}?period={span.code}&score={start}" if n else None for start, n in counts],
        "name": t("检查次数", "Inspections"),
    }  # fmt: skip


def _over_time(months: Sequence[str], articles: Sequence[tuple[str, Mapping[str, int]]]) -> dict[str, Any]:
    """The heat of findings: articles down, months across; a cell names its number, the most is the hottest."""
    to = reverse("inspections:findings")
    most = max((n for _, counts in articles for n in counts.values()), default=1)
    cells = [
        {"x": x, "y": y, "share": 100 - 100 * counts.get(month, 0) / most, "text": str(counts[month]),
         "href": f"{to}?period={month}&article={article}",
         "label": t(f"{article} · {month}：{counts[month]} 个问题", f"{article} · {month}: {counts[month]} findings")}
        for y, (article, counts) in enumerate(articles) for x, month in enumerate(months) if counts.get(month)
    ]  # fmt: skip
    return {"x": list(months), "y": [article for article, _ in articles], "cells": cells}
