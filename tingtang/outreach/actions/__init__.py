"""Writing the room. All keyword-only; `by` is a staff id; one transaction each, audit inside."""

from tingtang.outreach.actions.campaigns import (
    call_off,
    close_campaign,
    list_guests,
    plan_campaign,
    prepared,
    record_guest,
)
from tingtang.outreach.actions.lists import export_rows, remove_list, save_list
from tingtang.outreach.actions.planning import Planned, plan_contacts
from tingtang.outreach.actions.plans import add_step, make_plan, record_opinion, review_plan, tick_step
from tingtang.outreach.actions.surveys import fill_survey
from tingtang.outreach.actions.targets import export_report, set_target, sign_report

__all__ = [
    "Planned",
    "add_step",
    "call_off",
    "close_campaign",
    "export_report",
    "export_rows",
    "fill_survey",
    "list_guests",
    "make_plan",
    "plan_campaign",
    "plan_contacts",
    "prepared",
    "record_guest",
    "record_opinion",
    "remove_list",
    "review_plan",
    "save_list",
    "set_target",
    "sign_report",
    "tick_step",
]
