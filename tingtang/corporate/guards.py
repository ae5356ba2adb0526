"""What no check of one row can hold: an ended lead stays so and owes nothing, its work is begun while it is open."""

from __future__ import annotations

from tingtang.audit.refusing import refused_where
from tingtang.audit.triggers import OnDatabase

OVER = "SELECT 1 FROM corporate_lead l WHERE l.id = NEW.lead_id AND l.ended_at IS NOT NULL"
# name -> (table, before what, refused where this finds something)
RULES = {
    "lead_stays_ended": (
        "corporate_lead", "UPDATE",
        "SELECT 1 WHERE OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.stage <> OLD.stage)",
    ),
    "lead_ends_with_nothing_open": (
        "corporate_lead", "UPDATE",
        "SELECT 1 FROM corporate_visit v WHERE NEW.ended_at IS NOT NULL AND v.lead_id = NEW.id AND v.state = 'planned' "
        "UNION ALL SELECT 1 FROM corporate_accountopening o "
        "WHERE NEW.ended_at IS NOT NULL AND o.lead_id = NEW.id AND o.closed_at IS NULL",
    ),
    "visit_of_an_open_lead": ("corporate_visit", "INSERT", OVER),
    "opening_of_an_open_lead": ("corporate_accountopening", "INSERT", OVER),
}  # fmt: skip


def whole_records() -> list[OnDatabase]:
    """Migration operations after which the database holds RULES."""
    return [refused_where(name, *rule) for name, rule in RULES.items()]
