"""Writes of satisfaction."""

from tingtang.satisfaction.actions.analysing import analyse
from tingtang.satisfaction.actions.asking import answer, end, make_questionnaire, publish, save_draft
from tingtang.satisfaction.actions.grading import Line, grade, make_scheme, withdraw
from tingtang.satisfaction.actions.printing import MOST_SLIPS, make_slips
from tingtang.satisfaction.actions.raising import open_analyses, settle_stars
from tingtang.satisfaction.actions.symposiums import Task, do_task, record_symposium

__all__ = [
    "MOST_SLIPS",
    "Line",
    "Task",
    "analyse",
    "answer",
    "do_task",
    "end",
    "grade",
    "make_questionnaire",
    "make_scheme",
    "make_slips",
    "open_analyses",
    "publish",
    "record_symposium",
    "save_draft",
    "settle_stars",
    "withdraw",
]
