"""Reading the ledger. Every list is bounded; every figure says what it counts."""

from tingtang.duties.queries.cases import CaseFilter, Page, cases, events_of, pending_excuses
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
from tingtang.duties.queries.day import Card, Day, Glance, month_at_a_glance, my_day, open_duties_about, open_duties_of
from tingtang.duties.queries.overdue import notices_of, overdue_below, overdue_counts
from tingtang.duties.queries.whys import Why, replay_of, why

__all__ = [
    "Card",
    "CaseFilter",
    "Day",
    "Figures",
    "Glance",
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
    "month_at_a_glance",
    "my_day",
    "notices_of",
    "open_duties_about",
    "open_duties_of",
    "overdue_below",
    "overdue_counts",
    "pending_excuses",
    "replay_of",
    "under_article",
    "why",
]
