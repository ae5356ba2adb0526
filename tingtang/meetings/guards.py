"""What no check of one row can hold: a correction is of something signed, evidence comes after its meeting."""

from __future__ import annotations

from tingtang.audit.refusing import refused_where
from tingtang.audit.triggers import OnDatabase

# name -> (table, before what, refused where this finds something)
RULES = {
    "correction_fits": (
        "meetings_correction", "INSERT",
        "SELECT 1 FROM meetings_log l WHERE l.id = NEW.log_id AND (l.signed_at IS NULL OR NEW.at < l.signed_at) "
        "UNION ALL SELECT 1 FROM meetings_meeting m WHERE m.id = NEW.meeting_id AND NEW.at < m.at",
    ),
    "task_done_fits": (
        "meetings_taskdone", "INSERT",
        "SELECT 1 FROM meetings_task t JOIN meetings_meeting m ON m.id = t.meeting_id "
        "WHERE t.id = NEW.task_id AND NEW.at < m.held_at",
    ),
    "log_keeps_its_day": (
        "meetings_log", "UPDATE",
        'SELECT 1 WHERE NEW.institution_id <> OLD.institution_id OR NEW."on" <> OLD."on" OR NEW.edition < OLD.edition',
    ),
}  # fmt: skip


# Whoever was there and what is to be done is written before the meeting, whose row closes it: its foreign keys are
# looked at when the transaction ends, so neither stands without the other, and nothing is added afterwards.
SEATS = "FROM meetings_attendance a WHERE a.meeting_id = NEW.id"
WHOLE_RULES = {
    "attendance_before_its_meeting": (
        "meetings_attendance", "INSERT", "SELECT 1 FROM meetings_meeting m WHERE m.id = NEW.meeting_id",
    ),
    "task_before_its_meeting": (
        "meetings_task", "INSERT", "SELECT 1 FROM meetings_meeting m WHERE m.id = NEW.meeting_id",
    ),
    "meeting_is_whole": (
        "meetings_meeting", "INSERT",
        f"SELECT 1 WHERE NOT EXISTS (SELECT 1 {SEATS} AND a.present) "
        f"OR (NEW.kind = 'joint' AND (SELECT count(DISTINCT a.institution_id) {SEATS} AND a.present) < 2) "
        f"OR (NEW.kind <> 'joint' AND EXISTS (SELECT 1 {SEATS} AND a.institution_id <> NEW.institution_id)) "
        "OR EXISTS (SELECT 1 FROM meetings_task k WHERE k.meeting_id = NEW.id AND (k.due_on < NEW.period_on "
        f"OR k.owner_id NOT IN (SELECT a.staff_id {SEATS}) "
        "OR k.n > (SELECT count(*) FROM meetings_task o WHERE o.meeting_id = NEW.id)))",
    ),
}  # fmt: skip


def whole_meetings() -> list[OnDatabase]:
    """Migration operations after which the database holds WHOLE_RULES."""
    return [refused_where(name, *rule) for name, rule in WHOLE_RULES.items()]


def whole_records() -> list[OnDatabase]:
    """Migration operations after which the database holds RULES."""
    return [refused_where(name, *rule) for name, rule in RULES.items()]
