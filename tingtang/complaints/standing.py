"""How a person stands to a case: may read it, handles it, coordinates it, is complained about (A34.6).

One rule, `visible`, is behind every list, count, search, export and page. Whoever a complaint is about never reads it,
whatever they hold or whomever they stand in for. A confidential case is read only by who has something to do with it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from tingtang.complaints.errors import NoSuchComplaint
from tingtang.complaints.models import Access, CaseEvent, Complaint, Concerned, Lesson, LessonState, What
from tingtang.duties.models import Duty
from tingtang.organisation.access import Viewer, in_scope, subtree
from tingtang.organisation.capabilities import HEADS, positions_with
from tingtang.organisation.models import InstitutionTree, Staff

BELOW = "complaint.see_below"


def visible(viewer: Viewer) -> QuerySet[Complaint]:
    """The cases that this viewer may read."""
    if not viewer.staff_id or not viewer.reaches_customers:
        return Complaint.objects.none()
    people = {viewer.staff_id, *viewer.stands_in_for}
    named = Access.objects.filter(complaint=OuterRef("pk"), staff__in=people, ended_at__isnull=True)
    about = Concerned.objects.filter(complaint=OuterRef("pk"), staff=viewer.staff_id)
    mine = Q(Exists(named)) | _by_role(viewer)
    below = Q(confidential=False, place__in=subtree(viewer.institutions_for(BELOW)))
    return Complaint.objects.filter(mine | below).exclude(Exists(about))


def _by_role(viewer: Viewer) -> Q:
    """Cases that wait for a position this viewer holds at their place."""
    found = Q(pk__in=[])
    for post in viewer.posts:
        found |= Q(coordinator__isnull=True, coordinator_role=post.position, place=post.institution_id)
    return found


def _kept_from(viewer: Viewer) -> QuerySet[Complaint]:
    """Cases that even a ledger must not tell this viewer of: confidential ones and those about them, unless they may
    read them (A34.6)."""
    about = Concerned.objects.filter(complaint=OuterRef("pk"), staff=viewer.staff_id)
    secret = Complaint.objects.filter(Q(confidential=True) | Exists(about))
    return secret.exclude(pk__in=visible(viewer).values("pk"))


def _has_duties_at(institution_id: str) -> Q:
    """Cases whose duties may stand at or below a place: dealt with or happened there, or once moved elsewhere."""
    below = subtree([institution_id])
    moved = CaseEvent.objects.filter(complaint=OuterRef("pk"), what__in=[What.HANDED_OVER, What.POLICY])
    return Q(place__in=below) | Q(institution__in=below) | Q(Exists(moved))


def _subjects(cases: QuerySet[Complaint]) -> frozenset[str]:
    return frozenset(f"{pk}.{n}" for pk, rounds in cases.values_list("pk", "round") for n in range(1, rounds + 1))


def hidden_subjects(viewer: Viewer, institution_id: str) -> frozenset[str]:
    """Subjects of the duties at and below a place that no list and no figure of this viewer's counts. One query."""
    return _subjects(_kept_from(viewer).filter(_has_duties_at(institution_id)))


def countable(capability: str) -> QuerySet[Complaint]:
    """Cases that a figure read by everybody who holds `capability` may count: no confidential one, and none about
    somebody who would read it (A34.6)."""
    posts = positions_with(capability)
    readers = Q(staff__position__in=posts) | Q(staff__extra_posts__position__in=posts)
    about = Concerned.objects.filter(readers, complaint=OuterRef("pk"))
    return Complaint.objects.filter(confidential=False).exclude(Exists(about))


def uncounted_subjects(capability: str, institution_id: str) -> frozenset[str]:
    """Subjects of the duties at and below a place that such a figure leaves out. One query."""
    others = Complaint.objects.exclude(pk__in=countable(capability).values("pk"))
    return _subjects(others.filter(_has_duties_at(institution_id)))


def kept_in_trail(viewer: Viewer) -> Q:
    """Entries of the trail about such cases and their duties, wherever they were made. One query."""
    rows = list(_kept_from(viewer).values_list("pk", "round", "lesson"))
    duties = [f"case:{pk}.{n}" for pk, rounds, _ in rows for n in range(1, rounds + 1)]
    return (
        Q(subject_kind="complaint", subject_id__in=[str(pk) for pk, _, _ in rows])
        | Q(subject_kind="lesson", subject_id__in=[str(lesson) for _, _, lesson in rows if lesson])
        | Q(subject_kind="duty", detail__subject__in=duties)
    )


def hears(duties: Sequence[Duty], people: Sequence[Staff | None]) -> list[Staff | None]:
    """Who is told that duties are overdue (A34.6): of a confidential case only who has something to do with it, of any
    case nobody whom it is about. Three queries where there are cases among them."""
    keys = {duty.pk: int(duty.subject_id.split(".")[0]) for duty in duties if duty.subject_kind == "case"}
    cases = Complaint.objects.filter(confidential=True).in_bulk(keys.values()) if keys else {}
    about = (
        set(Concerned.objects.filter(complaint__in=keys.values()).values_list("complaint", "staff")) if keys else set()
    )
    reads = Access.objects.filter(complaint__in=cases, ended_at__isnull=True)
    named = set(reads.values_list("complaint", "staff")) if cases else set()

    def may_hear(pk: int, person: Staff) -> bool:
        case = cases.get(pk)
        by_role = case is not None and (case.coordinator_role, case.place_id) == (
            person.position,
            person.institution_id,
        )
        return (pk, person.pk) not in about and (case is None or by_role or (pk, person.pk) in named)

    return [
        None if person and duty.pk in keys and not may_hear(keys[duty.pk], person) else person
        for duty, person in zip(duties, people, strict=True)
    ]


def kept_duties(viewer: Viewer) -> Q:
    """Duties of cases that the viewer must not learn of, wherever they stand. One query."""
    return Q(subject_kind="case", subject_id__in=_subjects(_kept_from(viewer)))


def not_kept(viewer: Viewer) -> QuerySet[Complaint]:
    """Cases that a figure of the viewer's may count, whether or not they may be read."""
    return Complaint.objects.exclude(pk__in=_kept_from(viewer).values("pk"))


def kept_numbers(viewer: Viewer, numbers: Collection[str]) -> set[str]:
    """Of these numbers those of cases that the viewer must not learn of. One query."""
    return set(_kept_from(viewer).filter(number__in=numbers).values_list("number", flat=True)) if numbers else set()


def untold(duties: Sequence[Duty]) -> set[int]:
    """Duties of cases that somebody who follows an institution must not learn of: not told there. One query where there
    are cases among them."""
    keys = {duty.pk: int(duty.subject_id.split(".")[0]) for duty in duties if duty.subject_kind == "case"}
    if not keys:
        return set()
    known = set(countable("duty.see_below").filter(pk__in=keys.values()).values_list("pk", flat=True))
    return {duty for duty, case in keys.items() if case not in known}


def lessons_to_decide(viewer: Viewer) -> QuerySet[Lesson]:
    """Lessons that wait for this viewer's word (A35.7): written by another, of a case the viewer may read."""
    found = Lesson.objects.filter(state=LessonState.DRAFT).exclude(written_by=viewer.staff_id)
    return in_scope(found, viewer, "place", "complaint.figures").filter(complaint__in=visible(viewer))


def case_for(viewer: Viewer, complaint_id: int) -> Complaint:
    """A case the viewer may read, with whether they head its place (`headed`).

    NoSuchComplaint for any other: the answer tells not whether there is one.
    """
    tops = {post.institution_id for post in viewer.posts if post.position in HEADS}
    above = InstitutionTree.objects.filter(ancestor__in=tops, descendant=OuterRef("place"))
    rows = visible(viewer).select_related("institution", "place", "coordinator", "follows", "lesson")
    found = rows.annotate(headed=Exists(above)).filter(pk=complaint_id).first()
    if found is None:
        raise NoSuchComplaint
    return found


def coordinates(viewer: Viewer, case: Complaint) -> bool:
    """Whoever coordinates it, their deputy, the holder of the role it waits for, or a head of its place and above.

    `case` comes from `case_for`: a head who may not read it has no say in it.
    """
    if case.coordinator_id and case.coordinator_id in {viewer.staff_id, *viewer.stands_in_for}:
        return True
    posts = {(post.position, post.institution_id) for post in viewer.posts}
    if not case.coordinator_id and (case.coordinator_role, case.place_id) in posts:
        return True
    return bool(getattr(case, "headed", False))


def deals_with(viewer: Viewer, case: Complaint) -> bool:
    """Whoever coordinates or examines the case now, or stands in for them."""
    mine = {viewer.staff_id, *viewer.stands_in_for}
    return coordinates(viewer, case) or case.handlings.filter(ended_at__isnull=True, staff__in=mine).exists()


def heads_above(viewer: Viewer, place_id: str) -> bool:
    """Whether the viewer heads an institution above the place; at the root nobody stands above."""
    tops = {post.institution_id for post in viewer.posts if post.position in HEADS}
    above = InstitutionTree.objects.filter(ancestor__in=tops, descendant=place_id)
    top = not InstitutionTree.objects.filter(descendant=place_id, depth__gt=0).exists()
    return bool(tops) and (above.exists() if top else above.filter(depth__gt=0).exists())
