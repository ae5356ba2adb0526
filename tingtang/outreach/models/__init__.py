"""Tables of the room: saved lists, targets of a day and their report, campaigns, work plans, surveys."""

from tingtang.outreach.models.campaigns import Campaign, Guest, Preparation
from tingtang.outreach.models.lists import SavedList
from tingtang.outreach.models.plans import CustomerPlan, Opinion, PlanStep, Survey
from tingtang.outreach.models.targets import ActivityReport, DayTarget, Measure

__all__ = [
    "ActivityReport",
    "Campaign",
    "CustomerPlan",
    "DayTarget",
    "Guest",
    "Measure",
    "Opinion",
    "PlanStep",
    "Preparation",
    "SavedList",
    "Survey",
]
