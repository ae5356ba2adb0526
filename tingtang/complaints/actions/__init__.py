"""Writing complaints. All keyword-only; one transaction each, log, clocks, duties and audit inside."""

from tingtang.complaints.actions.answering import close, follow_up, issue_letter, prove_delivery, renew, write_letter
from tingtang.complaints.actions.contingency import close_plan, open_plan, review_plan
from tingtang.complaints.actions.extending import ask_extension, decide_extension, pause, resume, tell_extension
from tingtang.complaints.actions.files import attach
from tingtang.complaints.actions.finding import (
    agree_plan,
    answer_back,
    apologise,
    ask_outside,
    explain,
    find,
    hand_to_department,
    note,
    policy_explained,
    rectify,
    report_media,
    report_up,
    tell_progress,
)
from tingtang.complaints.actions.handling import name_concerned, name_reader, replace_coordinator, take_in_hand
from tingtang.complaints.actions.intake import Opened, Said, open_case
from tingtang.complaints.actions.learning import decide_lesson, decline_lesson, link_repeat, write_lesson
from tingtang.complaints.actions.public import most_files, take_in_public
from tingtang.complaints.actions.seats import check_seats
from tingtang.complaints.actions.teaching import learn, tell_staff

__all__ = [
    "Opened",
    "Said",
    "agree_plan",
    "answer_back",
    "apologise",
    "ask_extension",
    "ask_outside",
    "attach",
    "check_seats",
    "close",
    "close_plan",
    "decide_extension",
    "decide_lesson",
    "decline_lesson",
    "explain",
    "find",
    "follow_up",
    "hand_to_department",
    "issue_letter",
    "learn",
    "link_repeat",
    "most_files",
    "name_concerned",
    "name_reader",
    "note",
    "open_case",
    "open_plan",
    "pause",
    "policy_explained",
    "prove_delivery",
    "rectify",
    "renew",
    "replace_coordinator",
    "report_media",
    "report_up",
    "resume",
    "review_plan",
    "take_in_hand",
    "take_in_public",
    "tell_extension",
    "tell_progress",
    "tell_staff",
    "write_lesson",
    "write_letter",
]
