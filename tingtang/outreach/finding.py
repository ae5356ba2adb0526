"""Who is in a list, however many customers there are.

A list is read in pieces: first the numbers of so many of the customers whom the viewer is tied to, along an index; then
the dear conditions of those alone. Within a piece the rows stand by assets. What a manager or an outlet has is one
piece; a branch or a province is leafed through, a few outlets at a time, and no page costs more than one piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window

from tingtang.customers.models import Customer
from tingtang.manual.book import Rulebook
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.capabilities import HEADS
from tingtang.organisation.models import Institution
from tingtang.outreach.conditions import by_assets, columns, holds, narrowed
from tingtang.outreach.criteria import Criteria

PIECE = 2000  # customers looked at for one page
PAGE = 25  # rows a page
# Outlets of one piece: their customers are sorted for it. By tier the index leads to few of each, so that more will do.
PLACES, PLACES_BY_TIER = 4, 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the walk: the numbers of its customers, where it began ("": at the beginning) and where the next one
    begins ("": there is none)."""

    ids: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list. `total`: rows of this piece; `whole`: the piece is all there is."""

    rows: tuple[Customer, ...]
    total: int
    page: int
    piece: Piece

    @property
    def pages(self) -> int:
        """How many pages the piece has, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def whole(self) -> bool:
        """Whether nothing lies outside this piece."""
        return not (self.piece.start or self.piece.end)


def find(viewer: Viewer, asked: Criteria, today: date, book: Rulebook, *, start: str = "", page: int = 1) -> Found:
    """A page of the list: four queries, each bounded by the piece; one more for a page past the end."""
    piece = piece_from(viewer, asked, start)
    # Counted with the rows, so that the dear conditions are asked once and not for count and page each.
    counted = _matching(piece, asked, today, book).annotate(total=Window(Count("pk")))
    found = counted.select_related("manager", "home_institution")
    page = max(1, page)
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    if not rows and page > 1:
        page = max(1, -(-_matching(piece, asked, today, book).count() // PAGE))
        rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    return Found(rows, getattr(rows[0], "total", 0) if rows else 0, page, piece)


def _matching(piece: Piece, asked: Criteria, today: date, book: Rulebook) -> QuerySet[Customer]:
    """Those of a piece of whom everything else holds, most assets first."""
    return by_assets(Customer.objects.filter(holds(asked, today, book), pk__in=piece.ids))


def piece_from(viewer: Viewer, asked: Criteria, start: str) -> Piece:
    """The piece that begins at a place of the walk. Three queries at most."""
    tops = [post.institution_id for post in viewer.posts if post.position in HEADS]
    if asked.staff or not tops or not viewer.reaches_customers:
        return _by_number(narrowed(viewer, asked), start)
    below = subtree(tops)
    if asked.institution:
        below = below.filter(descendant__in=subtree([asked.institution]))
    some = Customer.objects.filter(home_institution=OuterRef("pk"))
    has_some = Exists(some.filter(tier__in=asked.tiers) if asked.tiers else some)
    places = Institution.objects.filter(has_some, pk__in=below).order_by("pk").values_list("pk", flat=True)
    return _by_place(viewer, asked, list(places), start)


def _by_number(found: QuerySet[Customer], start: str) -> Piece:
    """Along the numbers of one's own customers, or of one manager's."""
    rest = found.filter(pk__gte=start) if start else found
    ids = list(rest.order_by("pk").values_list("pk", flat=True)[: PIECE + 1])
    return Piece(tuple(ids[:PIECE]), start, ids[PIECE] if len(ids) > PIECE else "")


def _by_place(viewer: Viewer, asked: Criteria, places: list[str], start: str) -> Piece:
    """Along the places one heads that have customers, and the numbers of each. `start`: place|number."""
    place, _, number = start.partition("|")
    rest = [one for one in places if one >= place]
    chunk = rest[: PLACES_BY_TIER if asked.tiers else PLACES]
    found = columns(asked)
    # With a single place in the list a plan may walk the numbers of the whole bank instead: nothing is at home at "".
    here = found.filter(home_institution__in=[*chunk, ""])
    if number:
        here = here.filter(Q(home_institution__gt=place) | Q(home_institution=place, pk__gte=number))
    rows = list(here.order_by("home_institution_id", "pk").values_list("home_institution_id", "pk")[: PIECE + 1])
    ids = [pk for _, pk in rows[:PIECE]]
    if not start and not asked.institution:  # one's own who are at home elsewhere
        mine = found.filter(manager__in={viewer.staff_id, *viewer.stands_in_for})
        ids += mine.exclude(home_institution__in=places).order_by("pk").values_list("pk", flat=True)[:PIECE]
    following = f"{rest[len(chunk)]}|" if len(rest) > len(chunk) else ""
    return Piece(tuple(ids), start, "|".join(rows[PIECE]) if len(rows) > PIECE else following)


def matching_ids(
    viewer: Viewer, asked: Criteria, today: date, book: Rulebook, *, most: int, start: str = ""
) -> tuple[list[str], bool]:
    """The numbers of the first `most` customers of a piece, most assets first, and whether it holds more."""
    found = _matching(piece_from(viewer, asked, start), asked, today, book)
    ids = list(found.values_list("pk", flat=True)[: most + 1])
    return ids[:most], len(ids) > most


def in_order(viewer: Viewer, ids: list[str]) -> Iterator[Customer]:
    """These customers, as far as the viewer is tied to them, in the order given. One query."""
    tied = narrowed(viewer, Criteria()).select_related("manager", "home_institution").in_bulk(ids)
    return (tied[one] for one in ids if one in tied)
