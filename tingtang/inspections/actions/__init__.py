"""Writes of inspections."""

from tingtang.inspections.actions.accepting import accept_said
from tingtang.inspections.actions.consequences import barred, give_award, report_mending, withdraw_award
from tingtang.inspections.actions.doing import close, find, mark, publish, start
from tingtang.inspections.actions.mending import look_again, mend
from tingtang.inspections.actions.photos import add_photo
from tingtang.inspections.actions.planning import appoint, make_plan, open_daily, open_planned
from tingtang.inspections.actions.sending import Found, Package, send
from tingtang.inspections.actions.sheets import Line, make_sheet
from tingtang.shared.text import Bilingual

NOT_SCORED = Bilingual("评分之后才有报告", "there is a report once it is scored")

__all__ = [
    "NOT_SCORED", "Found", "Line", "Package", "accept_said", "add_photo", "appoint", "barred", "close", "find",
    "give_award", "look_again", "make_plan", "make_sheet", "mark", "mend", "open_daily", "open_planned", "publish",
    "report_mending", "send", "start", "withdraw_award",
]  # fmt: skip
