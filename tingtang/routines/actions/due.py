"""What the registers owe: looked at every night, and at once when a head changes (A4.2, A4.4, A26.2, A38.4).

Run twice, late, or on two machines at once it adds nothing: a duty of the same entry that is open is not opened again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, time

from django.db import transaction

from tingtang.duties.actions import Opening, open_duties
from tingtang.duties.models import Duty, State
from tingtang.duties.openings import Within, facts
from tingtang.lobby.models import Device
from tingtang.lobby.roles import duty_roles
from tingtang.manual.queries import InForce
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import ExtraPost, Institution, Staff
from tingtang.organisation.tree import employed
from tingtang.routines.festivals import holiday_end
from tingtang.routines.models import Facility, Keeper, Licence, LicenceKind, Material
from tingtang.routines.queries import unsettled
from tingtang.shared.clocks import due
from tingtang.shared.times import ZONE, day_end

NAMED = "licence.names_the_head"


def check_registers(*, on: date, by: str, at: datetime) -> int:
    """Open what licences, materials, facilities and stationing agreements owe; how many were new."""
    values = InForce(on)
    found = [*_licences(on, values), *_materials(on, values), *_keepers(on, at, values), *_stationed(on, values)]
    return _open(found, by=by, at=at)


@transaction.atomic
def check_heads(*, on: date, by: str, at: datetime, institutions: Collection[str] | None = None) -> int:
    """Open the replacement of licences that name somebody who no longer heads the outlet; how many were new.

    `institutions`: only those outlets, None for all. Called in the transaction that changes a post
    (`organisation.posts`); the job calls it each hour for posts that end by the calendar alone.
    """
    return _open(list(_renamed(on, at, InForce(on), institutions)), by=by, at=at)


def _open(found: list[Opening], *, by: str, at: datetime) -> int:
    """Open those whose subject has none of the kind that is open already."""
    standing = set(
        Duty.objects.filter(state=State.OPEN, kind__in={one.kind for one in found})
        .filter(subject_id__in={one.subject_id for one in found})
        .values_list("kind", "subject_id")
    )
    fresh = [one for one in found if (one.kind, one.subject_id) not in standing]
    return open_duties(openings=fresh, by=by, at=at) if fresh else 0


def _days_before(day: date, values: InForce, key: str, institution_id: str) -> tuple[bool, int]:
    """(whether the lead before `day` has begun, how many days it is)."""
    lead = values.whole(key, institution_id)
    return (day - values.on).days <= lead, lead


def _licences(on: date, values: InForce) -> Iterator[Opening]:
    for row in Licence.objects.filter(ended_at__isnull=True, valid_to__isnull=False):
        last = row.valid_to or on
        begun, lead = _days_before(last, values, "licence.expiry_lead_days", row.institution_id)
        if begun:
            said = facts(on, licence=_called(row), valid_to=last.isoformat(), lead_days=lead)
            yield Opening("licence.renew", str(row.pk), last, row.institution_id, day_end(last), inputs=said)


def _called(licence: Licence) -> str:
    """Its code, with the number of one that is not among the manual's: the sentence says it in words."""
    return licence.kind if licence.kind != LicenceKind.OTHER else f"{licence.kind} {licence.number}"


def _renamed(on: date, at: datetime, values: InForce, outlets: Collection[str] | None) -> Iterator[Opening]:
    named = Licence.objects.filter(ended_at__isnull=True, head__isnull=False).select_related("head")
    rows = list(named if outlets is None else named.filter(institution__in=outlets))
    heads = _heads(on) if rows else {}
    for row in rows:
        now = heads.get(row.institution_id, {})
        if row.head is None or row.head_id in now or row.kind not in values(NAMED, row.institution_id):
            continue
        within = Within(at, "licence.name_working_days", on, row.institution_id)
        said: dict[str, object] = {
            "licence": _called(row),
            "was": row.head.name,
            "now": next(iter(now.values()), "nobody_yet"),
        }
        yield within.opening("licence.rename", str(row.pk), said)


def _heads(on: date) -> dict[str, dict[str, str]]:
    """{outlet: {staff id: name}} of those who head it, by own or extra post."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    own = Staff.objects.filter(employed(on), position="outlet_head").order_by("pk")
    for key, outlet, name in own.values_list("pk", "institution_id", "name"):
        found[outlet][key] = name
    extra = ExtraPost.objects.filter(position="outlet_head", from_on__lte=on).exclude(to_on__lt=on)
    for key, outlet, name in extra.order_by("pk").values_list("staff_id", "institution_id", "staff__name"):
        found[outlet][key] = name
    return found


def _materials(on: date, values: InForce) -> Iterator[Opening]:
    rows = list(Material.objects.filter(ended_at__isnull=True, to_on__lt=on).order_by("pk"))
    roles = duty_roles({row.institution_id for row in rows}, on)
    for row in rows:
        role, said = roles[row.institution_id], {"title": row.title, "place": row.place}
        if row.festival:
            yield from _decoration(row, role, said, values)
            continue
        last = row.to_on or on
        noon = datetime.combine(last, time(12), ZONE)
        within = Within(noon, "material.withdraw_working_days", on, row.institution_id)
        said["to_on"] = last.isoformat()
        yield within.opening("material.withdraw", str(row.pk), dict(said), period_on=last, owner_role=role)


def _decoration(row: Material, role: str, said: dict[str, str], values: InForce) -> Iterator[Opening]:
    """Owed once the holiday is over, which a notice published meanwhile may have moved."""
    festivals = values("festival.days", row.institution_id)
    last = holiday_end(row.festival, row.from_on, festivals, working_calendar())
    if last >= values.on:
        return
    days = values.whole("outlet.decoration_removal_days", row.institution_id)
    start = datetime.combine(last, time(12), ZONE)
    known = facts(values.on, **said, festival=row.festival, last_day=last.isoformat(), days=days)
    clock = {"start": start.isoformat(), "unit": "days", "n": days, "pauses": []}
    ends = due(start, "days", days).due_at
    yield Opening(
        "decoration.remove", str(row.pk), last, row.institution_id, ends, owner_role=role, inputs=known, clock=clock
    )


def _keepers(on: date, at: datetime, values: InForce) -> Iterator[Opening]:
    rows = Keeper.objects.filter(ended_at__isnull=True).select_related("staff")
    named = {(row.institution_id, row.facility): row.staff for row in rows}
    people = Staff.objects.filter(employed(on), pk__in={one.pk for one in named.values()})
    here = dict(people.values_list("pk", "institution"))
    kept = _machines_kept(on)
    for outlet in Institution.objects.filter(kind="outlet", closed_on__isnull=True).order_by("pk"):
        for facility in values("keeper.facilities", outlet.pk):
            who = named.get((outlet.pk, facility))
            if who is not None and here.get(who.pk) == outlet.pk:
                continue
            if facility == Facility.MACHINES and who is None and outlet.pk in kept:
                continue
            said: dict[str, object] = {"facility": facility, "why": f"left {who.name}" if who else "nobody"}
            within = Within(at, "keeper.name_working_days", on, outlet.pk)
            yield within.opening("keeper.name", f"{outlet.pk}:{facility}", said)


def _machines_kept(on: date) -> set[str]:
    """Outlets each of whose devices has a keeper of its own who works there."""
    in_use = Device.objects.filter(to_at__isnull=True)
    rows = list(in_use.values_list("institution_id", "keeper_id", "keeper__institution_id"))
    there = set(Staff.objects.filter(employed(on), pk__in={row[1] for row in rows}).values_list("pk", flat=True))
    seen, lacking = set(), set()
    for outlet, keeper, works_at in rows:
        seen.add(outlet)
        if keeper not in there or works_at != outlet:
            lacking.add(outlet)
    return seen - lacking


def _stationed(on: date, values: InForce) -> Iterator[Opening]:
    for row in unsettled():
        begun, lead = _days_before(row.agreed_to, values, "third_party.expiry_lead_days", row.institution_id)
        if begun:
            said = facts(on, company=row.company, agreed_to=row.agreed_to.isoformat(), lead_days=lead)
            ends = day_end(row.agreed_to)
            yield Opening("third_party.settle", str(row.pk), row.agreed_to, row.institution_id, ends, inputs=said)
