"""What no check of one row can hold: nothing is ticked after closing, nothing is closed with a step left, results
belong to a course that is still open and only an assessment is passed."""

from __future__ import annotations

from tingtang.audit.refusing import refused_where
from tingtang.audit.triggers import OnDatabase

OVER = "SELECT 1 FROM drills_run r WHERE r.id = NEW.run_id AND"
# name -> (table, before what, refused where this finds something)
RULES = {
    "tick_fits": (
        "drills_tick", "INSERT",
        f"{OVER} (r.closed_at IS NOT NULL OR NEW.n > r.steps_n OR NEW.at < r.opened_at)",
    ),
    "participant_fits": ("drills_participant", "INSERT", f"{OVER} r.closed_at IS NOT NULL"),
    "told_fits": (
        "drills_told", "INSERT",
        f"{OVER} (r.closed_at IS NULL OR NEW.at < r.closed_at OR NOT r.real)",
    ),
    "run_keeps_its_beginning": (
        "drills_run", "UPDATE",
        "SELECT 1 WHERE NEW.plan <> OLD.plan OR NEW.real <> OLD.real OR NEW.steps_n <> OLD.steps_n "
        "OR NEW.opened_at <> OLD.opened_at OR NEW.institution_id <> OLD.institution_id",
    ),
    "run_closes_whole": (
        "drills_run", "UPDATE",
        "SELECT 1 WHERE NEW.closed_at IS NOT NULL AND ("
        "(SELECT count(*) FROM drills_tick t WHERE t.run_id = NEW.id) < NEW.steps_n "
        "OR (NOT NEW.real AND NOT EXISTS (SELECT 1 FROM drills_participant p WHERE p.run_id = NEW.id)))",
    ),
    "result_fits": (
        "drills_result", "INSERT",
        "SELECT 1 FROM drills_course c WHERE c.id = NEW.course_id AND (c.ended_at IS NOT NULL "
        "OR (c.what = 'assessment') <> (NEW.passed IS NOT NULL) AND NEW.present)",
    ),
}  # fmt: skip


# Added later, for photos of steps: a photo is of a run that still stands open.
PHOTO_RULES = {
    "step_photo_fits": (
        "drills_photo", "INSERT",
        "SELECT 1 FROM drills_tick t JOIN drills_run r ON r.id = t.run_id "
        "WHERE t.id = NEW.tick_id AND r.closed_at IS NOT NULL",
    ),
}  # fmt: skip


def photos_fit() -> list[OnDatabase]:
    """Migration operations after which the database holds PHOTO_RULES."""
    return [refused_where(name, *rule) for name, rule in PHOTO_RULES.items()]


def whole_records() -> list[OnDatabase]:
    """Migration operations after which the database holds RULES."""
    return [refused_where(name, *rule) for name, rule in RULES.items()]
