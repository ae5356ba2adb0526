"""The tables of the room."""

from tingtang.inspections.models.consequences import Award, AwardKind, Bar, Rectification
from tingtang.inspections.models.inspecting import (
    Carrier,
    Category,
    Finding,
    Inspection,
    ItemKind,
    Level,
    Mark,
    Mending,
    Scale,
    Severity,
    Sheet,
    SheetItem,
    State,
)
from tingtang.inspections.models.papers import Photo, Sending
from tingtang.inspections.models.planning import Period, Plan, Planned

__all__ = [
    "Award", "AwardKind", "Bar", "Carrier", "Category", "Finding", "Inspection", "ItemKind", "Level", "Mark",
    "Mending", "Period", "Photo", "Plan", "Planned", "Rectification", "Scale", "Sending", "Severity", "Sheet",
    "SheetItem", "State",
]  # fmt: skip
