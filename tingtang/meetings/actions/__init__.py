"""Writes of the lobby log, of meetings and of their tasks."""

from tingtang.meetings.actions.correcting import correct_log, correct_minutes
from tingtang.meetings.actions.logs import save_log, sign_log
from tingtang.meetings.actions.meetings import Seat, Wish, hold_meeting
from tingtang.meetings.actions.raising import open_daily_duties
from tingtang.meetings.actions.tasks import finish_task

__all__ = [
    "Seat",
    "Wish",
    "correct_log",
    "correct_minutes",
    "finish_task",
    "hold_meeting",
    "open_daily_duties",
    "save_log",
    "sign_log",
]
