"""Reading leads: lists that say why each row is in them, one lead with its work; masked as the viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from tingtang.corporate.models import ENDED, AccountOpening, ClientNeed, Lead, LeadEvent, Segment, Stage, Visit
from tingtang.corporate.standing import tie_to_lead
from tingtang.duties.models import Duty
from tingtang.duties.queries import open_duties_about
from tingtang.organisation.access import Tie, Viewer, in_scope, scope_ids
from tingtang.organisation.models import InstitutionTree, Staff
from tingtang.organisation.tree import employed, line_of, lines_of

PAGE = 20
Box = Literal["mine", "below", "made"]
BOXES: tuple[Box, ...] = ("mine", "below", "made")
OPEN = tuple(stage for stage in Stage if stage not in ENDED)
TRAITS = ("industry", "region", "size", "wants")


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `stage`: "" the open ones, "all", or one. `segment`: its number."""

    box: Box = "mine"
    stage: str = ""
    industry: str = ""
    region: str = ""
    size: str = ""
    wants: str = ""
    q: str = ""
    segment: str = ""
    page: int = 1


@dataclass(frozen=True)
class Row:
    """A lead in a list; `duty`: what is owed about it first, the reason why it stands where it does."""

    lead: Lead
    tied: bool
    duty: Duty | None


@dataclass(frozen=True)
class Listing:
    """A page of leads, and how many there are by stage under the other filters."""

    rows: list[Row]
    counts: Mapping[str, int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages, at least one."""
        return max(1, -(-self.total // PAGE))


def in_box(viewer: Viewer, box: Box) -> QuerySet[Lead]:
    """The leads of a box: one's own and those stood in for, those below, or those one wrote down."""
    leads = Lead.objects.all()
    if box == "below":
        return in_scope(leads, viewer, "institution", "lead.board")
    if not viewer.staff_id:
        return leads.none()
    if box == "made":
        return leads.filter(made_by=viewer.staff_id)
    return leads.filter(owner__in=[viewer.staff_id, *viewer.stands_in_for])


def listing(viewer: Viewer, filters: Filters) -> Listing:
    """A page of a box: eight queries, whatever the number of leads."""
    found = _narrowed(in_box(viewer, filters.box), filters)
    counts = dict(found.order_by().values_list("stage").annotate(n=Count("pk")))
    wanted = _stages(filters.stage)
    total = sum(n for stage, n in counts.items() if stage in wanted)
    page = min(max(1, filters.page), max(1, -(-total // PAGE)))
    rank = Case(*(When(stage=one, then=Value(n)) for n, one in enumerate(Stage)), output_field=IntegerField())
    shown = found.filter(stage__in=wanted).order_by(rank, "-made_at", "-pk")[(page - 1) * PAGE : page * PAGE]
    leads = list(shown.select_related("owner", "institution"))
    lines, duties = lines_of(lead.institution_id for lead in leads), owed(leads)
    rows = [Row(lead, tie_to_lead(viewer, lead, lines) is not None, duties.get(lead.pk)) for lead in leads]
    return Listing(rows, counts, total, page)


def _stages(asked: str) -> Sequence[str]:
    if asked in Stage.values:
        return (asked,)
    return tuple(Stage.values) if asked == "all" else OPEN


def _narrowed(leads: QuerySet[Lead], filters: Filters) -> QuerySet[Lead]:
    segment = Segment.objects.filter(pk=int(filters.segment)).first() if filters.segment else None
    for source in (filters, segment):
        for name in TRAITS:
            if source is not None and (said := getattr(source, name)):
                leads = leads.filter(**{name if name in ("size", "wants") else f"{name}__icontains": said})
    return leads.filter(company__icontains=filters.q) if filters.q else leads


def owed(leads: Sequence[Lead]) -> dict[int, Duty]:
    """Of each lead what is owed first: about its present turn, a visit, an opening or a need of it. Four queries."""
    keys = {("lead", lead.subject_id): lead.pk for lead in leads}
    ids = [lead.pk for lead in leads]
    for kind, rows in (
        ("visit", Visit.objects.filter(lead__in=ids, state=Visit.State.PLANNED)),
        ("account_opening", AccountOpening.objects.filter(lead__in=ids)),
        ("client_need", ClientNeed.objects.filter(lead__in=ids, told_at=None)),
    ):
        keys |= {(kind, str(pk)): lead for pk, lead in rows.values_list("pk", "lead_id")}
    found = open_duties_about(keys).order_by("-due_at")
    return {keys[duty.subject_kind, duty.subject_id]: duty for duty in found}


@dataclass(frozen=True)
class Shown:
    """One lead with everything about it; `tie`: how the viewer stands to it."""

    lead: Lead
    tie: Tie
    events: list[LeadEvent]
    visits: list[Visit]
    openings: list[AccountOpening]
    needs: list[ClientNeed]
    duties: list[Duty]

    @property
    def planned(self) -> Visit | None:
        """The visit that is to come."""
        return next((one for one in self.visits if one.state == Visit.State.PLANNED), None)

    @property
    def opening(self) -> AccountOpening | None:
        """The opening that is under way."""
        return next((one for one in self.openings if one.closed_at is None), None)


def lead_for(viewer: Viewer, lead_id: int) -> tuple[Lead, Tie]:
    """A lead one is tied to. Raises PermissionDenied without a tie, and for one that does not exist."""
    lead = Lead.objects.select_related("owner", "institution", "made_by").filter(pk=lead_id).first()
    tie = tie_to_lead(viewer, lead) if lead else None
    if lead is None or tie is None:
        raise PermissionDenied("lead.hold")
    return lead, tie


def shown(viewer: Viewer, lead_id: int) -> Shown:
    """One lead with all its work. Raises PermissionDenied as `lead_for`: the answer tells not why."""
    lead, tie = lead_for(viewer, lead_id)
    visits = list(lead.visits.order_by("-starts_at", "-pk")[:PAGE])
    openings, needs = (
        list(lead.openings.order_by("-pk")[:PAGE]),
        list(lead.needs.select_related("department").order_by("-pk")[:PAGE]),
    )
    subjects = [("lead", lead.subject_id)]
    for kind, rows in (("visit", visits), ("account_opening", openings), ("client_need", needs)):
        subjects += [(kind, str(one.pk)) for one in rows]
    duties = list(open_duties_about(subjects).select_related("owner_staff").order_by("due_at"))
    events = list(lead.events.select_related("owner").order_by("-n")[:100])
    return Shown(lead, tie, events, visits, openings, needs, duties)


def visit_for(viewer: Viewer, visit_id: int) -> tuple[Visit, Tie]:
    """A visit one may see: with a tie to its lead, or on its team. Raises PermissionDenied."""
    found = Visit.objects.select_related("lead__owner", "lead__institution").filter(pk=visit_id).first()
    tie = tie_to_lead(viewer, found.lead) if found else None
    if found is None or tie is None:
        raise PermissionDenied("lead.hold")
    return found, tie


def visits_of(viewer: Viewer, box: Box, since: datetime) -> QuerySet[Visit]:
    """Visits of the leads of a box, and those one goes along to: to come first, then those held since."""
    mine = Q(lead__in=in_box(viewer, box).values("pk"))
    if box == "mine":
        mine |= Q(pk__in=Visit.objects.filter(team__staff=viewer.staff_id).values("pk"))
    found = Visit.objects.filter(mine & (Q(state="planned") | Q(starts_at__gte=since)))
    order = Case(When(state="planned", then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.select_related("lead__owner").prefetch_related("team__staff").order_by(order, "starts_at", "pk")


def openings_at(viewer: Viewer) -> QuerySet[AccountOpening]:
    """What the opening desk of one's outlet follows, soonest first."""
    found = in_scope(AccountOpening.objects.all(), viewer, "institution", "opening.desk")
    return found.filter(closed_at__isnull=True).select_related("lead__owner", "institution").order_by("agreed_on", "pk")


def opening_for(viewer: Viewer, opening_id: int) -> AccountOpening:
    """An opening of one's own desk. Raises PermissionDenied."""
    found = in_scope(AccountOpening.objects.all(), viewer, "institution", "opening.desk")
    one = found.filter(pk=opening_id).first()
    if one is None:
        raise PermissionDenied("opening.desk")
    return one


def needs_of_department(viewer: Viewer) -> QuerySet[ClientNeed]:
    """Needs that wait for one's department, oldest first, then what it answered lately."""
    found = in_scope(ClientNeed.objects.all(), viewer, "department", "client_need.answer")
    order = Case(When(answered_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.select_related("lead__owner", "lead__institution").order_by(order, "asked_at", "pk")


def need_for(viewer: Viewer, need_id: int) -> ClientNeed:
    """A need of one's own department. Raises PermissionDenied."""
    found = in_scope(ClientNeed.objects.all(), viewer, "department", "client_need.answer").filter(pk=need_id).first()
    if found is None:
        raise PermissionDenied("client_need.answer")
    return found


def segments_for(viewer: Viewer) -> QuerySet[Segment]:
    """Segments of one's institution, of those above it, and of those one heads."""
    places = set(line_of(viewer.institution_id)) | scope_ids(viewer, "lead.board")
    return Segment.objects.filter(institution__in=places).select_related("institution").order_by("title", "pk")


def team_for(lead: Lead, positions: Iterable[str], on: date, also: Iterable[str] = ()) -> list[Staff]:
    """Who may go along: people of the lead's outlet and of the line above it; and `also` these, by their ids."""
    above = InstitutionTree.objects.filter(descendant=lead.institution_id).values("ancestor_id")
    near = employed(on) & Q(institution__in=above, position__in=list(positions))
    return list(Staff.objects.filter(near | Q(pk__in=list(also))).order_by("institution", "name", "pk")[:200])
