"""What no check of one row can hold: a list is handed in whole, then nothing of it changes, and a fail stays a fail."""

from __future__ import annotations

from tingtang.audit.refusing import refused_where
from tingtang.audit.triggers import OnDatabase

UNANSWERED = """SELECT 1 FROM routines_answer a
  WHERE a.filling_id = NEW.id AND NEW.done_at IS NOT NULL AND a.result IS NULL"""
FINAL = """SELECT 1 FROM routines_filling f
  WHERE f.id = OLD.filling_id AND (f.done_at IS NOT NULL OR OLD.result = 'fail')"""
NOT_FAILED = """SELECT 1 FROM routines_answer a
  WHERE a.id = NEW.answer_id AND (a.result IS NULL OR a.result <> 'fail' OR a.at > NEW.at)"""


def lists_are_final() -> list[OnDatabase]:
    """Migration operations after which the database holds the rules above; a line begins empty and is never removed."""
    return [
        refused_where("filling_handed_in_whole", "routines_filling", "UPDATE", UNANSWERED),
        refused_where("answer_final", "routines_answer", "UPDATE", FINAL),
        refused_where("answer_kept", "routines_answer", "DELETE", "SELECT 1"),
        refused_where("answer_begins_empty", "routines_answer", "INSERT", "SELECT 1 WHERE NEW.result IS NOT NULL"),
        refused_where("mending_of_a_fail", "routines_mending", "INSERT", NOT_FAILED),
    ]
