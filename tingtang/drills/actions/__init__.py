"""Writes of emergency plans and of training."""

from tingtang.drills.actions.plans import close_run, open_plan, tell_lessons, tick
from tingtang.drills.actions.raising import open_drill_duties, open_newcomer_duties
from tingtang.drills.actions.training import Part, cancel_course, hold_course, plan_course

__all__ = [
    "Part",
    "cancel_course",
    "close_run",
    "hold_course",
    "open_drill_duties",
    "open_newcomer_duties",
    "open_plan",
    "plan_course",
    "tell_lessons",
    "tick",
]
