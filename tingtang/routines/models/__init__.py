"""Checklists as they were filled, and the registers of an outlet."""

from tingtang.routines.models.checklists import Answer, Filling, Mending, Photo, Result
from tingtang.routines.models.registers import (
    Accessibility,
    Ending,
    Facility,
    Keeper,
    Licence,
    LicenceKind,
    Material,
    Place,
)

__all__ = [
    "Accessibility",
    "Answer",
    "Ending",
    "Facility",
    "Filling",
    "Keeper",
    "Licence",
    "LicenceKind",
    "Material",
    "Mending",
    "Photo",
    "Place",
    "Result",
]
