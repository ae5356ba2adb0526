"""Who serves in which language or signs (A33.1): written down by heads, found by whoever stands before a customer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from tingtang.audit import actions as audit
from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.models import Institution, Leave, Skill, SkillCode, SkillLevel, Staff
from tingtang.organisation.tree import employed, on_leave
from tingtang.shared.times import business_date

MOST = 20


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody to ask: `here` of this outlet, else of one nearby; `away`: on leave today."""

    staff: Staff
    skill: Skill
    here: bool
    away: bool


@transaction.atomic
def set_skill(*, staff_id: str, code: str, level: str, by: str, at: datetime) -> Skill | None:
    """Write down what somebody serves in from today; `level` "" ends it. The former entry stays with its last day.

    Raises ValueError for a code or level that is not known. As it is already: nothing happens.
    """
    if code not in SkillCode.values or level not in (*SkillLevel.values, ""):
        raise ValueError("there is no such skill")
    person = Staff.objects.select_for_update().get(pk=staff_id)  # two heads at once: one after the other
    standing = Skill.objects.filter(staff=person, code=code, to_on__isnull=True).first()
    if (standing.level if standing else "") == level:
        return standing
    today = business_date(at)
    if standing:
        standing.to_on = today
        standing.save(update_fields=["to_on"])
    made = Skill.objects.create(staff=person, code=code, level=level, from_on=today) if level else None
    audit.record(
        by=by, at=at, action="skill.set", subject=("staff", person.pk), institution=person.institution_id,
        detail={"code": code, "level": level},
    )  # fmt: skip
    return made


def skills_of(staff_ids: Collection[str]) -> QuerySet[Skill]:
    """What these people serve in now."""
    return Skill.objects.filter(staff__in=staff_ids, to_on__isnull=True).order_by("staff", "code")


def speakers(institution_id: str, codes: Collection[str], on: date) -> list[Speaker]:
    """Whom to ask for one of these languages: people of the outlet first, then of those under the same roof above.

    People present go before those on leave, the fluent before the others. Two queries.
    """
    found = Skill.objects.filter(code__in=codes, to_on__isnull=True, staff__in=_near(institution_id, on))
    rows = list(found.select_related("staff", "staff__institution"))
    away = set(Leave.objects.filter(on_leave(on), staff__in=[row.staff_id for row in rows])
               .values_list("staff_id", flat=True)) if rows else set()  # fmt: skip
    people = [Speaker(row.staff, row, row.staff.institution_id == institution_id, row.staff_id in away) for row in rows]
    people.sort(key=lambda one: (not one.here, one.away, one.skill.level != SkillLevel.FLUENT, one.staff.name))
    return people[:MOST]


def codes_for(language: str, assistance: Collection[str]) -> tuple[str, ...]:
    """The skills a customer needs who asked for `language` (code of a ticket) or the help of signs; () for none.

    "other": any foreign language may serve.
    """
    foreign = tuple(code for code in SkillCode.values if code not in (SkillCode.SIGN, SkillCode.CANTONESE))
    spoken = {"other": foreign}.get(language, (language,) if language in SkillCode.values else ())
    return tuple(dict.fromkeys((*spoken, *((SkillCode.SIGN.value,) if "sign" in assistance else ()))))


def _near(institution_id: str, on: date) -> QuerySet[Staff]:
    """Staff of the institution and of its neighbours under the same parent, no third parties."""
    above = Institution.objects.filter(pk=institution_id).values("parent")
    places = Institution.objects.filter(parent__in=above).values("pk")
    near = Staff.objects.filter(employed(on), institution__in=places) | Staff.objects.filter(
        employed(on), institution=institution_id
    )
    return near.exclude(position__in=NO_CUSTOMERS)
