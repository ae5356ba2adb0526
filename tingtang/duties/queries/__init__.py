"""Reading the ledger. Every list is bounded; every figure says what it counts."""

from tingtang.duties.queries.cases import CaseFilter, Page, cases, events_of, open_duties_about
from tingtang.duties.queries.compliance import (
    Figures,
    Scope,
    compliance,
    compliance_by_child,
    compliance_by_clause,
    compliance_by_kind,
    compliance_by_person,
    compliance_by_place,
    compliance_grid,
    under_article,
)
from tingtang.duties.queries.overdue import notices_of, overdue_below, overdue_counts
from tingtang.duties.queries.whys import Why, replay_of, why

__all__ = [
    "CaseFilter",
    "Figures",
    "Page",
    "Scope",
    "Why",
    "cases",
    "compliance",
    "compliance_by_child",
    "compliance_by_clause",
    "compliance_by_kind",
    "compliance_by_person",
    "compliance_by_place",
    "compliance_grid",
    "events_of",
    "notices_of",
    "open_duties_about",
    "overdue_below",
    "overdue_counts",
    "replay_of",
    "under_article",
    "why",
]
