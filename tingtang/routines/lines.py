"""The lines of a checklist at an outlet: those of the manual, some repeated for devices and materials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tingtang.lobby.models import Device
from tingtang.lobby.queries.devices import devices_at
from tingtang.manual.book.checklists import CheckItem, Checklist
from tingtang.routines.models import Material
from tingtang.routines.queries import on_display


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what it is about, if it is about something of a register."""

    item: CheckItem
    device: Device | None = None
    material: Material | None = None

    @property
    def named(self) -> str:
        """What it is about, as people call it; "" for a line about nothing of a register."""
        return self.device.label if self.device else self.material.title if self.material else ""


def lines_of(checklist: Checklist, institution_id: str, on: date) -> list[Line]:
    """The lines as they stand today, in the manual's order. Three queries at most."""
    asked = {item.each for item in checklist.items}
    devices = [one.device for one in devices_at(institution_id)] if "device" in asked else []
    materials = list(on_display([institution_id], on)) if "material" in asked else []
    return [line for item in checklist.items for line in _lines(item, devices, materials)]


def _lines(item: CheckItem, devices: list[Device], materials: list[Material]) -> Iterator[Line]:
    if item.each == "device":
        yield from (Line(item, device=one) for one in devices if one.kind in item.of)
    elif item.each == "material":
        yield from (Line(item, material=one) for one in materials if one.place in item.of)
    else:
        yield Line(item)
