"""Reads of the checklists and registers of outlets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tingtang.duties.models import Duty
from tingtang.lobby.models import ThirdParty
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution
from tingtang.routines.models import Accessibility, Answer, Ending, Filling, Keeper, Licence, Material, Mending, Result

PAGE = 30


@dataclass(frozen=True, slots=True)
class OwedList:
    """A checklist that is owed at an outlet on a day, with what has become of it; `filling` None: not begun."""

    duty: Duty
    name: str
    filling: Filling | None
    answered: int
    lines: int
    failed: int

    @property
    def state(self) -> str:
        """done, late (done after the time), missed, begun, or open. The duty's word goes first: missed stays missed."""
        if self.duty.state in ("missed", "excused", "cancelled"):
            return "late" if self.duty.state == "missed" and self.filling and self.filling.done_at else self.duty.state
        if self.filling and self.filling.done_at:
            return "late" if self.filling.late else "done"
        return "begun" if self.filling else "open"


def _duties() -> QuerySet[Duty]:
    """The duties to fill checklists, by their clauses: the ledger finds a clause's period at an outlet by its index."""
    clauses = {one.article for one in rulebook().checklists.values()}
    return Duty.objects.filter(subject_kind="checklist", clause__in=clauses)


def lists_of(institution_id: str, on: date, only: Q | None = None) -> list[OwedList]:
    """The checklists of an outlet on a day, by clock, clause and person: two queries. `only` narrows the duties."""
    owed = _duties().filter(institution=institution_id, period_on=on)
    duties = list((owed.filter(only) if only is not None else owed).order_by("due_at", "kind", "owner_staff_id"))
    made = Filling.objects.filter(institution=institution_id, on=on, duty_id__in=[duty.pk for duty in duties])
    counted = made.select_related("staff").annotate(
        lines=Count("answers"),
        answered=Count("answers", filter=Q(answers__result__isnull=False)),
        failed=Count("answers", filter=Q(answers__result=Result.FAIL)),
    )
    by_duty = {row.duty_id: row for row in counted}
    return [_owed(duty, by_duty.get(duty.pk)) for duty in duties]


def _owed(duty: Duty, filling: Filling | None) -> OwedList:
    counts = {name: getattr(filling, name, 0) for name in ("answered", "lines", "failed")}
    return OwedList(duty, duty.kind.removeprefix("checklist."), filling, **counts)


def answers_of(filling: Filling) -> list[Answer]:
    """The lines of a list in their order, with their devices, faults and how they were put right: one query."""
    rows = filling.answers.select_related("device", "fault", "mending").defer("photo__content").order_by("n")
    return list(rows)


def to_mend(institution_ids: Collection[str]) -> QuerySet[Answer]:
    """Lines that failed and are not put right yet, oldest first; faults of devices stand in the lobby's register."""
    failed = Answer.objects.filter(filling__institution__in=institution_ids, result=Result.FAIL).exclude(opens="device")
    mended = Exists(Mending.objects.filter(answer=OuterRef("pk")))
    return failed.filter(~mended).select_related("filling", "filling__staff").order_by("at", "pk")


# -- registers ---------------------------------------------------------------------------------------------------------


def licences(institution_ids: Collection[str]) -> QuerySet[Licence]:
    """What hangs, by outlet and kind."""
    found = Licence.objects.filter(institution__in=institution_ids, ended_at__isnull=True)
    return found.select_related("head").order_by("institution_id", "kind", "pk")


def missing_licences(hanging: Iterable[Licence], required: Iterable[str]) -> list[str]:
    """The kinds that must hang and are not among what hangs (A4.2). Pure."""
    there = {row.kind for row in hanging}
    return [kind for kind in required if kind not in there]


def on_display(institution_ids: Collection[str], on: date) -> QuerySet[Material]:
    """Material that is on display, what comes down first first; what has expired stands here until it is taken down."""
    found = Material.objects.filter(institution__in=institution_ids, ended_at__isnull=True, from_on__lte=on)
    return found.order_by("institution_id", "to_on", "pk")


def materials(institution_id: str, *, ended: bool) -> QuerySet[Material]:
    """Material that was taken down, the latest first; or what is on display or planned, what ends first first."""
    found = Material.objects.filter(institution=institution_id, ended_at__isnull=not ended)
    return found.order_by("-ended_at", "-pk") if ended else found.order_by("to_on", "pk")


def keepers(institution_ids: Collection[str]) -> QuerySet[Keeper]:
    """Who looks after what now."""
    found = Keeper.objects.filter(institution__in=institution_ids, ended_at__isnull=True)
    return found.select_related("staff").order_by("institution_id", "facility")


def accessibility_of(institution_id: str) -> Accessibility | None:
    """How people with disabilities are served at an outlet, as last recorded; None where nobody recorded it."""
    return Accessibility.objects.filter(institution=institution_id).order_by("-at", "-pk").first()


def stationed(institution_ids: Collection[str]) -> QuerySet[ThirdParty]:
    """Agreements that run, are to come, or ran out and were neither renewed nor ended; what ends first first."""
    found = unsettled().filter(institution__in=institution_ids)
    return found.select_related("zone", "staff", "institution").order_by("agreed_to", "pk")


def unsettled() -> QuerySet[ThirdParty]:
    """Agreements that nothing came after: not ended, and no later one of the same badge at the outlet."""
    later = ThirdParty.objects.filter(
        institution=OuterRef("institution"), badge=OuterRef("badge"), agreed_from__gt=OuterRef("agreed_from")
    )
    return ThirdParty.objects.filter(~Exists(Ending.objects.filter(third_party=OuterRef("pk"))), ~Exists(later))


@dataclass(frozen=True, slots=True)
class InTime:
    """An outlet's checklists of a period, by what became of the duties that are over."""

    institution: Institution
    met: int
    over: int
    failed: int


def in_time(institution_ids: Collection[str], first: date, last: date) -> list[InTime]:
    """By outlet: how many lists of the period were handed in in time, of how many, and how many lines failed."""
    within = _duties().filter(institution__in=institution_ids, period_on__range=(first, last))
    within = within.exclude(state__in=["open", "cancelled", "excused"])
    rows = within.order_by().values("institution").annotate(met=Count("pk", filter=Q(state="met")), over=Count("pk"))
    counted = {row["institution"]: row for row in rows}
    failed = Answer.objects.filter(filling__institution__in=institution_ids, filling__on__range=(first, last))
    fails = dict(
        failed.filter(result=Result.FAIL).order_by().values_list("filling__institution").annotate(n=Count("pk"))
    )
    places = Institution.objects.filter(pk__in={*counted, *fails}).order_by("pk")
    nothing = {"met": 0, "over": 0}
    return [
        InTime(one, (row := counted.get(one.pk, nothing))["met"], row["over"], fails.get(one.pk, 0)) for one in places
    ]
