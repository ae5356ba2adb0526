"""Writes of the room. All keyword-only; `by` is a staff id or system:<name>; one transaction each, audit inside."""

from tingtang.corporate.actions.calls import hold, record_call
from tingtang.corporate.actions.facts import Facts, Known, change_facts, set_person
from tingtang.corporate.actions.leads import Origin, lose, open_lead, open_of, pass_up, return_to, set_up
from tingtang.corporate.actions.needs import answer, pass_on, tell
from tingtang.corporate.actions.openings import hand_back_unopened, lacking, not_come, opened, told, unopened
from tingtang.corporate.actions.outcomes import Outcome, Said
from tingtang.corporate.actions.proposals import propose
from tingtang.corporate.actions.segments import save_segment
from tingtang.corporate.actions.visits import Plan, call_off, confirm, plan_visit, prepare

__all__ = [
    "Facts",
    "Known",
    "Origin",
    "Outcome",
    "Plan",
    "Said",
    "answer",
    "call_off",
    "change_facts",
    "confirm",
    "hand_back_unopened",
    "hold",
    "lacking",
    "lose",
    "not_come",
    "open_lead",
    "open_of",
    "opened",
    "pass_on",
    "pass_up",
    "plan_visit",
    "prepare",
    "propose",
    "record_call",
    "return_to",
    "save_segment",
    "set_person",
    "set_up",
    "tell",
    "told",
    "unopened",
]
