"""Who is looking, what they may do, where, and what ties them to a customer.

Every list, page, interface call and export asks here: `viewer_of(request)`, `viewer.may(...)`, `in_scope(...)`,
`tie_to_customer(...)`. What a field then shows is decided in `masking`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tingtang.organisation.capabilities import HEADS, NO_CUSTOMERS, positions_with
from tingtang.organisation.models import ExtraPost, InstitutionKind, InstitutionTree, Leave, Staff, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import on_leave

Language = Literal["zh", "en"]
Args = ParamSpec("Args")
Row = TypeVar("Row", bound=QuerySet[Any])


@dataclass(frozen=True)
class Post:
    """A position at an institution: one's own, an extra one, or that of someone on leave (`for_staff`)."""

    position: str
    institution_id: str
    for_staff: str = ""


@dataclass(frozen=True)
class Viewer:
    """Who is looking. `posts` holds the own post first, then extra ones and those stood in for today."""

    staff_id: str = ""
    name: str = ""
    position: str = ""
    institution_id: str = ""
    posts: tuple[Post, ...] = ()
    language: Language = "zh"
    username: str = ""

    @property
    def actor(self) -> str:
        """How audit rows name this viewer: the staff id, else `token:<name>` or `user:<name>`."""
        named = self.username if self.username.startswith("token:") else f"user:{self.username}"
        return self.staff_id or named

    @property
    def roles(self) -> frozenset[str]:
        """Every position held or stood in for today."""
        return frozenset(post.position for post in self.posts)

    @property
    def stands_in_for(self) -> frozenset[str]:
        """Staff ids on leave today for whom this viewer is the deputy."""
        return frozenset(post.for_staff for post in self.posts if post.for_staff)

    @property
    def reaches_customers(self) -> bool:
        """False for third parties, administrators and anyone without a post, whatever else they hold."""
        return bool(self.position) and self.position not in NO_CUSTOMERS

    def may(self, capability: str) -> bool:
        """Whether any post of this viewer holds `capability` (see capabilities.py)."""
        return bool(self.institutions_for(capability))

    def institutions_for(self, capability: str) -> frozenset[str]:
        """Institutions at which this viewer holds `capability`; it reaches everything below them."""
        allowed = positions_with(capability)
        own_only = self.position in NO_CUSTOMERS
        posts = self.posts[:1] if own_only else self.posts
        return frozenset(post.institution_id for post in posts if post.position in allowed)

    def require(self, capability: str) -> None:
        """Raise PermissionDenied, naming the capability, unless the viewer holds it."""
        if not self.may(capability):
            raise PermissionDenied(capability)


NOBODY = Viewer()


def viewer_for(user: User, on: date, language: Language = "zh") -> Viewer:
    """The viewer behind a sign-in on a day: own post, extra posts, and the posts of those they stand in for."""
    staff = user.staff
    if staff is None or not user.is_active or (staff.to_on is not None and staff.to_on < on):
        return Viewer(username=user.username, language=language)
    return Viewer(
        staff_id=staff.staff_id,
        name=staff.name,
        position=staff.position,
        institution_id=staff.institution_id,
        posts=_posts(staff, on),
        language=language,
        username=user.username,
    )


def viewer_of_staff(staff_id: str, on: date) -> Viewer:
    """The viewer a person is on a day, where an action has their id alone; without any right for nobody's."""
    staff = Staff.objects.filter(pk=staff_id).first()
    return viewer_for(User(username=staff_id, staff=staff), on) if staff else Viewer()


def _posts(staff: Staff, on: date) -> tuple[Post, ...]:
    if staff.position in NO_CUSTOMERS:  # became one since the leave or the extra post was set: nothing of it remains
        return (Post(staff.position, _runs(staff)),)
    # At every request: three columns each, for a whole row takes as long again to ask for.
    held = ExtraPost.objects.filter(staff=staff, from_on__lte=on).exclude(to_on__lt=on)
    stood_in = Leave.objects.filter(on_leave(on), deputy=staff)
    return (
        Post(staff.position, staff.institution_id),
        *(Post(*row) for row in held.values_list("position", "institution_id")),
        *(Post(*row) for row in stood_in.values_list("staff__position", "staff__institution_id", "staff_id")),
    )


def _runs(staff: Staff) -> str:
    """Where such a post reaches: an administrator of a department runs the system of the institution above it."""
    if staff.position != Position.ADMINISTRATOR:
        return staff.institution_id
    place = staff.institution
    return place.parent_id if place.kind == InstitutionKind.DEPARTMENT and place.parent_id else place.pk


def act_as(request: HttpRequest, viewer: Viewer) -> None:
    """Fix the viewer of a request that carries no session: a bearer token's."""
    request._tingtang_viewer = viewer  # type: ignore[attr-defined]  # lives as long as the request


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request, worked out once, as of today. A request nobody signed in for has NOBODY."""
    known = getattr(request, "_tingtang_viewer", None)
    if isinstance(known, Viewer):
        return known
    user = request.user
    language: Language = "en" if getattr(request, "LANG", "zh") == "en" else "zh"
    viewer = viewer_for(user, timezone.localdate(), language) if isinstance(user, User) else NOBODY
    act_as(request, viewer)
    return viewer


def requires(
    capability: str,
) -> Callable[[Callable[Args, HttpResponseBase]], Callable[Args, HttpResponseBase]]:
    """Decorate a view: 403 unless the viewer holds `capability`. (Nobody signed in never gets this far.)"""
    positions_with(capability)

    def decorate(view: Callable[Args, HttpResponseBase]) -> Callable[Args, HttpResponseBase]:
        @wraps(view)
        def guarded(*args: Args.args, **kwargs: Args.kwargs) -> HttpResponseBase:
            request = args[0]
            if not isinstance(request, HttpRequest):
                raise TypeError("requires() decorates views, whose first argument is the request")
            viewer_of(request).require(capability)
            return view(*args, **kwargs)

        return guarded

    return decorate


# -- where ------------------------------------------------------------------------------------------------------------


def subtree(institution_ids: Iterable[str]) -> QuerySet[InstitutionTree, str]:
    """Ids of the institutions at or below any of `institution_ids`, as a subquery."""
    return InstitutionTree.objects.filter(ancestor__in=list(institution_ids)).values_list("descendant_id", flat=True)


def scope_ids(viewer: Viewer, capability: str) -> set[str]:
    """Institutions in which the viewer holds `capability`: every post that grants it, with all below."""
    return set(subtree(viewer.institutions_for(capability)))


def in_scope(queryset: Row, viewer: Viewer, field: str, capability: str) -> Row:
    """Rows of `queryset` whose institution id (`field`) lies where the viewer holds `capability`; others are gone."""
    return queryset.filter(**{f"{field}__in": subtree(viewer.institutions_for(capability))})


def may_at(viewer: Viewer, capability: str, institution_id: str) -> bool:
    """Whether the viewer holds `capability` at this institution, or above it."""
    tops = viewer.institutions_for(capability)
    if institution_id in tops:
        return True
    return bool(tops) and InstitutionTree.objects.filter(ancestor__in=tops, descendant=institution_id).exists()


# -- the tie to a customer --------------------------------------------------------------------------------------------


class Tie(StrEnum):
    """Why someone may see a customer."""

    MANAGER = "manager"
    DEPUTY = "deputy"  # stands in for the manager on leave
    HEAD = "head"  # heads the customer's home institution, or one above it
    ENTRUSTED = "entrusted"  # was given a contact with the customer, while it is open (customers/queries.py)


@dataclass(frozen=True)
class CustomerFacts:
    """What the tie depends on. `line` = the home institution with everything above it."""

    manager_id: str | None
    line: frozenset[str]


def tie_to_customer(viewer: Viewer, facts: CustomerFacts) -> Tie | None:
    """The strongest tie between a viewer and a customer, or None. Pure. A26: third parties never have one."""
    if not viewer.reaches_customers:
        return None
    if facts.manager_id and facts.manager_id == viewer.staff_id:
        return Tie.MANAGER
    if facts.manager_id and facts.manager_id in viewer.stands_in_for:
        return Tie.DEPUTY
    if any(post.position in HEADS and post.institution_id in facts.line for post in viewer.posts):
        return Tie.HEAD
    return None


def tied_customers(viewer: Viewer, manager: str = "manager_id", home: str = "home_institution_id") -> Q:
    """The same tie as a filter over a table of customers: `manager` and `home` name its columns."""
    if not viewer.reaches_customers:
        return Q(pk__in=[])
    mine, tops = Q(**{f"{manager}__in": {viewer.staff_id, *viewer.stands_in_for}}), headed(viewer)
    return mine | Q(**{f"{home}__in": subtree(tops)}) if tops else mine


def headed(viewer: Viewer) -> list[str]:
    """The institutions this viewer heads today; their customers and those of all below are tied to the viewer."""
    return [post.institution_id for post in viewer.posts if post.position in HEADS]
