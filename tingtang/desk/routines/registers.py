"""The registers of an outlet as a page shows them: what stands in each, who may write in it, its form, its action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from tingtang.desk.names import people as names_of
from tingtang.desk.names import position_name
from tingtang.desk.routines import forms as typed
from tingtang.desk.routines.words import festival_name, zone_name
from tingtang.lobby.actions.guarding import register_third_party
from tingtang.manual.queries import value
from tingtang.organisation.models import Institution, Staff, Zone
from tingtang.organisation.tree import employed
from tingtang.routines import actions
from tingtang.routines import queries as kept
from tingtang.routines.festivals import codes
from tingtang.routines.models import Facility
from tingtang.shared.text import Bilingual

PAGE = 30
MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its heading, clause, the capability to write in it, its form and action, what its page lists."""

    title: Bilingual
    lede: Bilingual
    clause: str
    edit: str
    form: type[forms.Form]
    act: Callable[..., object]
    rows: Callable[[Institution, date, str], dict[str, Any]]


def _licences(here: Institution, on: date, page: str) -> dict[str, Any]:  # noqa: ARG001 - few enough for one page
    required = value("licence.required", on, here).value
    rows = list(kept.licences([here.pk]))
    missing = kept.missing_licences(rows, required if isinstance(required, tuple) else ())
    return {"rows": rows, "missing": missing, "named": named(people(here, on))}


def _materials(here: Institution, on: date, page: str) -> dict[str, Any]:
    shown = Paginator(kept.materials(here.pk, ended=False), PAGE).get_page(page)
    gone = list(kept.materials(here.pk, ended=True)[:5])
    festivals = value("festival.days", on).value
    return {
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages,
        "gone": gone, "names": names_of(one.ended_by for one in gone) if gone else {},
        "festive": [(one, festival_name(one)) for one in codes(festivals if isinstance(festivals, tuple) else ())],
    }  # fmt: skip


def _keepers(here: Institution, on: date, page: str) -> dict[str, Any]:  # noqa: ARG001 - one row a facility
    rows = {row.facility: row for row in kept.keepers([here.pk])}
    works_here = people(here, on)
    there = {one.pk for one in works_here}
    asked = value("keeper.facilities", on, here).value
    facilities = asked if isinstance(asked, tuple) else tuple(Facility.values)
    return {"rows": [(one, rows.get(one)) for one in facilities], "named": named(works_here), "there": there}


def _stationed(here: Institution, on: date, page: str) -> dict[str, Any]:  # noqa: ARG001 - the same on any day
    shown = Paginator(kept.stationed([here.pk]), PAGE).get_page(page)
    zones = list(Zone.objects.filter(institution=here).order_by("kind", "pk"))
    return {
        "rows": list(shown.object_list),
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "zoned": [(zone.pk, zone.name or zone_name(zone.kind)) for zone in zones],
    }


def _accessibility(here: Institution, on: date, page: str) -> dict[str, Any]:  # noqa: ARG001 - one entry counts
    access = kept.accessibility_of(here.pk)
    return {"rows": [], "access": access, "names": names_of([access.by]) if access else {}}


def people(here: Institution, on: date) -> list[Staff]:
    """Who works here, by name, stationed third parties left out."""
    found = Staff.objects.filter(employed(on), institution=here).exclude(position="third_party")
    return list(found.order_by("name", "pk")[:MOST_PEOPLE])


def named(staff: list[Staff]) -> list[tuple[str, str]]:
    """[(staff id, name and position)] to choose from."""
    return [(one.pk, f"{one.name} · {position_name(one.position)}") for one in staff]


REGISTERS: dict[str, Register] = {
    "licences": Register(
        Bilingual("证照", "Licences"),
        Bilingual("装框挂在封闭柜台内墙，负责人变动后及时更换", "Framed, in plain view, in the head's name"),
        "A4.2", "register.edit", typed.LicenceForm, actions.hang_licence, _licences,
    ),
    "materials": Register(
        Bilingual("宣传品与装饰", "Materials"),
        Bilingual("写明位置和有效期，过期撤下，装饰节后拆除", "Place and last valid day; taken down in time"),
        "A4.4", "material.edit", typed.MaterialForm, actions.display, _materials,
    ),
    "keepers": Register(
        Bilingual("设施负责人", "Named people"),
        Bilingual("门楣、屏幕、证照、设备和配套设施各指定一人", "One person for each kind of facility"),
        "A38.4", "register.edit", typed.KeeperForm, actions.name_keeper, _keepers,
    ),
    "stationed": Register(
        Bilingual("驻点人员", "Third parties"),
        Bilingual("协议、指定区域和起止日；到期前续签或撤离", "Agreement, area, dates; renewed or left in time"),
        "A26.2", "register.edit", typed.StationedForm, register_third_party, _stationed,
    ),
    "accessibility": Register(
        Bilingual("无障碍设施", "Accessibility"),
        Bilingual("取号机和号票页面向客户展示", "Shown to customers on the kiosk and the ticket's page"),
        "A3.5", "register.edit", typed.AccessibilityForm, actions.record_accessibility, _accessibility,
    ),
}  # fmt: skip
