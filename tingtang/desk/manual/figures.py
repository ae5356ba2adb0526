"""The live figures beside the manual: whose duties they count, for which period, article by article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404, QueryDict

from tingtang.complaints.standing import hidden_subjects
from tingtang.desk.language import t
from tingtang.duties.queries import Figures, Scope, compliance_by_clause, compliance_by_kind
from tingtang.manual.book import Article
from tingtang.organisation.access import Viewer, may_at
from tingtang.organisation.models import Institution
from tingtang.organisation.tree import ancestors
from tingtang.shared.times import business_date

MOST_PLACES = 200


@dataclass(frozen=True)
class Outlook:
    """What a viewer's figures are about: a period, and an institution with all below it or one's own duties."""

    period: str
    first: date
    last: date
    at: datetime
    institution: Institution
    staff_id: str = ""
    hidden: frozenset[str] = frozenset()

    def scope(self, clause: str = "", kind: str = "") -> Scope:
        """The same as a question to the ledger."""
        place = self.institution.institution_id
        return Scope(place, self.first, self.last, self.at, clause, kind, self.staff_id, self.hidden)

    def by_clause(self) -> dict[str, Figures]:
        """The figures of every clause that has duties. One query."""
        return compliance_by_clause(self.scope())

    def by_kind(self, article: str) -> dict[tuple[str, str], Figures]:
        """The figures of an article by (clause, kind of duty). One query."""
        return compliance_by_kind(self.scope(article))


def span(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period that holds today (or, for `last_month`, the one before)."""
    month = today.replace(day=1)
    if period == "last_month":
        last = month - timedelta(days=1)
        return last.replace(day=1), last
    if period == "quarter":
        first = month.replace(month=3 * ((today.month - 1) // 3) + 1)
        return first, _month_end(first.replace(month=first.month + 2))
    if period == "year":
        return today.replace(month=1, day=1), today.replace(month=12, day=31)
    return month, _month_end(month)


def _month_end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def periods() -> list[tuple[str, str]]:
    """The periods offered, with their names."""
    return [
        ("month", t("本月", "This month")),
        ("last_month", t("上月", "Last month")),
        ("quarter", t("本季", "This quarter")),
        ("year", t("今年", "This year")),
    ]


def outlook(viewer: Viewer, asked: QueryDict, at: datetime) -> Outlook | None:
    """What this viewer may see: an institution in their scope, else their own duties, else nothing.

    Raises Http404 for an institution outside the scope: whether it exists is not told.
    """
    period = asked.get("period", "")
    period = period if period in dict(periods()) else "month"
    first, last = span(period, business_date(at))
    if viewer.may("compliance.see"):
        place = asked.get("at") or min(viewer.institutions_for("compliance.see"))
        if not may_at(viewer, "compliance.see", place):
            raise Http404
        hidden = hidden_subjects(viewer, place)
        return Outlook(period, first, last, at, Institution.objects.get(pk=place), hidden=hidden)
    if viewer.staff_id and viewer.may("day.see") and viewer.reaches_customers:
        top = Institution.objects.get(pk=ancestors(viewer.institution_id)[-1])
        return Outlook(period, first, last, at, top, viewer.staff_id)
    return None


def places(viewer: Viewer, view: Outlook | None) -> list[Institution]:
    """Institutions to choose from: the viewer's own, the one shown with the one above it, and those directly below."""
    if view is None or view.staff_id:
        return []
    tops = viewer.institutions_for("compliance.see")
    here = view.institution
    keys = {*tops, here.institution_id}
    if here.institution_id not in tops and here.parent_id:
        keys.add(here.parent_id)
    below = list(Institution.objects.filter(parent=here).order_by("institution_id")[:MOST_PLACES])
    named = Institution.objects.filter(pk__in=keys - {one.institution_id for one in below}).order_by("pk")
    return [*named, *below]


def by_clause(kinds: Mapping[tuple[str, str], Figures]) -> dict[str, Figures]:
    """Figures of kinds added up clause by clause."""
    sums: dict[str, Figures] = {}
    for (clause, _), found in kinds.items():
        sums[clause] = sums.get(clause, Figures()) + found
    return sums


def of_article(article: Article, figures: Mapping[str, Figures]) -> Figures:
    """The figures of all paragraphs of an article together."""
    ids = {paragraph.id for paragraph in article.paragraphs}
    return sum((found for clause, found in figures.items() if clause in ids), Figures())
