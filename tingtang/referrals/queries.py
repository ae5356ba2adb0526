"""Reading cards: lists that say why each row is in them, one card with its history; masked as the viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from tingtang.audit.models import Entry
from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.organisation.access import Tie, Viewer, in_scope
from tingtang.organisation.masking import Masker
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.tree import ancestors, employed, lines_of
from tingtang.referrals.actions.referring import UNROUTABLE
from tingtang.referrals.models import ENDED, OPEN, Referral, ReferralEvent, Route, State
from tingtang.referrals.standing import made_it, may_answer, may_place, tie_to_referral
from tingtang.shared.times import business_date

PAGE = 20
TAIL = 4  # digits of a number that its mask shows: nobody searches by the others
Box = Literal["to_me", "made", "below"]
Why = Literal["accept", "contact", "place", "next", "no_next_step", "waiting", "answered", "ended"]
BOXES: tuple[Box, ...] = ("to_me", "made", "below")
RANK = {State.HANDED_BACK: 0, State.NEW: 0, State.ACCEPTED: 1, State.CONTACTED: 2}
# What the sender hears of the words written to a card: the receipt, never what a prospect said meanwhile.
RECEIPT = ("won", "lost", "handed_back")


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `state`: "" the open ones, "all", or one state. `q`: a name, or a phone tail."""

    box: Box = "to_me"
    state: str = ""
    need: str = ""
    willing: str = ""
    q: str = ""
    staff: str = ""
    page: int = 1
    by_next: bool = False


@dataclass(frozen=True)
class Row:
    """A card as one viewer may see it. `why`: the reason why it stands where it does; `due_at` of what is owed now."""

    id: int
    willing: bool
    need: str
    state: str
    sentence: str
    prospect_name: str
    phone: str
    known: bool
    institution: Institution
    sender: Staff
    holder: Staff | None
    made_at: datetime
    next_on: date | None
    answer: str
    answered_at: datetime | None
    source: tuple[str, str]
    tie: Tie | None
    why: Why
    due_at: datetime | None
    due_provisional: bool

    @property
    def may_reveal(self) -> bool:
        """Whether the number may be asked for, with a reason."""
        return self.tie is not None and bool(self.phone)


@dataclass(frozen=True)
class Listing:
    """A page of cards, and how many there are by state under the other filters."""

    rows: list[Row]
    counts: Mapping[str, int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def open(self) -> int:
        """Cards neither won nor lost."""
        return sum(self.counts.get(state, 0) for state in OPEN)


@dataclass(frozen=True)
class Happening:
    """One event of a card as the viewer may read it."""

    at: datetime
    what: str
    by: str
    to: str
    text: str
    channel: str = ""


@dataclass(frozen=True)
class Shown:
    """One card with its history and what this viewer may do with it."""

    row: Row
    happened: list[Happening]
    may_answer: bool
    may_place: bool
    made_it: bool
    customer_id: str = field(default="")


def in_box(viewer: Viewer, box: Box) -> QuerySet[Referral]:
    """The cards of a box: given to the viewer or to whom they stand in for, made by them, or made where they head."""
    cards = Referral.objects.all()
    if box == "below":
        return in_scope(cards, viewer, "institution", "referral.board")
    if not viewer.staff_id:
        return cards.none()
    if box == "made":
        return cards.filter(referred_by=viewer.staff_id)
    return cards.filter(to_staff__in=[viewer.staff_id, *viewer.stands_in_for])


def listing(viewer: Viewer, filters: Filters, at: datetime) -> Listing:
    """A page of a box: five queries, whatever the number of cards."""
    found = _narrowed(in_box(viewer, filters.box), filters)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    wanted = _states(filters.state)
    total = sum(n for state, n in counts.items() if state in wanted)
    page = min(max(1, filters.page), max(1, -(-total // PAGE)))
    shown = _ordered(found.filter(state__in=wanted), filters)[(page - 1) * PAGE : page * PAGE]
    cards = list(shown.select_related("institution", "referred_by", "to_staff"))
    return Listing(_rows(viewer, cards, filters.box, at), counts, total, page)


def _states(asked: str) -> Sequence[str]:
    if asked in State.values:
        return (asked,)
    return tuple(State.values) if asked == "all" else OPEN


def _narrowed(cards: QuerySet[Referral], filters: Filters) -> QuerySet[Referral]:
    if filters.need:
        cards = cards.filter(need=filters.need)
    if filters.willing in ("yes", "no"):
        cards = cards.filter(willing=filters.willing == "yes")
    if filters.staff:
        cards = cards.filter(Q(to_staff=filters.staff) | Q(referred_by=filters.staff))
    return cards.filter(_like(filters)) if filters.q else cards


def _like(filters: Filters) -> Q:
    """By the tail of a number; by name only where the name is shown, so that searching finds out nothing hidden."""
    asked = filters.q.strip()
    if asked.isascii() and asked.isdecimal():
        return Q(phone__endswith=asked[-TAIL:]) & ~Q(phone="") if len(asked) >= TAIL else Q(pk__in=[])
    return Q(pk__in=[]) if filters.box == "made" else Q(prospect_name__icontains=asked)


def _ordered(cards: QuerySet[Referral], filters: Filters) -> QuerySet[Referral]:
    if filters.box == "made":
        return cards.order_by("-made_at", "-pk")
    if filters.by_next:
        return cards.order_by(F("next_on").asc(nulls_first=True), "made_at", "pk")
    whens = [When(state=state, then=Value(rank)) for state, rank in RANK.items()]
    rank = Case(*whens, default=Value(3), output_field=IntegerField())
    return cards.order_by(rank, F("next_on").asc(nulls_first=True), "made_at", "pk")


def _rows(viewer: Viewer, cards: Sequence[Referral], box: Box, at: datetime) -> list[Row]:
    lines = lines_of(card.institution_id for card in cards)
    owed = _owed(cards)
    return [
        _row(viewer, card, tie_to_referral(viewer, card, lines), owed.get(card.subject_id), box, at) for card in cards
    ]


def _owed(cards: Iterable[Referral]) -> dict[str, Duty]:
    """The duty that is open about each card's present turn."""
    subjects = [card.subject_id for card in cards]
    found = Duty.objects.filter(subject_kind="referral", subject_id__in=subjects, state=DutyState.OPEN)
    return {duty.subject_id: duty for duty in found.order_by("-due_at")}


def _row(viewer: Viewer, card: Referral, tie: Tie | None, duty: Duty | None, box: Box, at: datetime) -> Row:
    mask = Masker(viewer, tie, model="referral")
    mine = made_it(viewer, card)
    heard = tie is not None or (mine and card.state in RECEIPT)
    return Row(
        id=card.pk, willing=card.willing, need=card.need, state=card.state,
        sentence=card.sentence if tie is not None or mine else "",
        prospect_name=str(mask.field("prospect_name", card.prospect_name)),
        phone=str(mask.field("phone", card.phone)), known=bool(card.customer_id), institution=card.institution,
        sender=card.referred_by, holder=card.to_staff, made_at=card.made_at, next_on=card.next_on,
        answer=card.answer if heard else "", answered_at=card.answered_at, source=(card.source_kind, card.source_id),
        tie=tie, why=why(card, duty, box, business_date(at)), due_at=duty.due_at if duty else None,
        due_provisional=duty.due_provisional if duty else False,
    )  # fmt: skip


OWED: Mapping[str, Why] = {
    "referral.accept": "accept",
    "referral.contact": "contact",
    "referral.reassign": "place",
}


def why(card: Referral, duty: Duty | None, box: Box, today: date) -> Why:
    """Why a card stands in a list: what is owed about it, its next step, or what the sender is told."""
    if card.state in ENDED:
        return "ended"
    if box == "made":
        return "answered" if card.answered_at else "waiting"
    if duty is not None and duty.kind in OWED:
        return OWED[duty.kind]
    return "next" if card.next_on and card.next_on >= today else "no_next_step"


def shown(viewer: Viewer, referral_id: int, at: datetime) -> Shown:
    """One card with its history. Raises PermissionDenied without a tie to it for whoever did not make it, and for a
    card that does not exist: the answer must not tell which."""
    cards = Referral.objects.select_related("institution", "referred_by", "to_staff")
    card = cards.filter(pk=referral_id).first()
    tie = tie_to_referral(viewer, card) if card else None
    if card is None or (tie is None and not made_it(viewer, card)):
        raise PermissionDenied("referral.see")
    box: Box = "to_me" if tie else "made"
    row = _row(viewer, card, tie, _owed([card]).get(card.subject_id), box, at)
    return Shown(
        row=row,
        happened=_happened(viewer, card, tied=tie is not None),
        may_answer=may_answer(tie) and card.to_staff_id is not None,
        may_place=may_place(tie, viewer) and card.is_open,
        made_it=made_it(viewer, card),
        customer_id=card.customer_id if tie is not None else "",
    )


def _happened(viewer: Viewer, card: Referral, *, tied: bool) -> list[Happening]:
    """Newest first. Who only made the card reads their own words and the receipt."""
    events = list(ReferralEvent.objects.filter(referral=card).select_related("to_staff").order_by("-n"))
    people = Staff.objects.in_bulk({event.by for event in events})
    return [
        Happening(
            at=event.at,
            what=event.what,
            channel=event.channel,
            by=people[event.by].name if event.by in people else event.by,
            to=event.to_staff.name if event.to_staff else "",
            text=event.text if tied or event.by == viewer.staff_id or event.what in RECEIPT else "",
        )
        for event in events
    ]


def takers(institution_id: str, positions: Iterable[str], on: date) -> list[Staff]:
    """Whom a card made here may be given to by name: the people of the line of institutions, nearest place first."""
    line = ancestors(institution_id)
    near = {place: n for n, place in enumerate(line)}
    found = Staff.objects.filter(employed(on), institution__in=line, position__in=list(positions))
    people = list(found.select_related("institution").order_by("name", "pk")[:200])
    return sorted(people, key=lambda one: near[one.institution_id])


def unroutable(viewer: Viewer, capability: str, since: datetime) -> list[tuple[datetime, str, str]]:
    """(when, institution, need) of the cards that nobody took, below where the viewer holds the capability, latest
    first; no prospect stands in it. One query."""
    said = Entry.objects.filter(subject_kind="referral_route", subject_id__in=Route.values, at__gte=since)
    found = in_scope(said.filter(action=UNROUTABLE), viewer, "institution_id", capability).order_by("-at")
    rows = found.values_list("at", "institution_id", "detail")[:PAGE]
    return [(at, str(place), str(detail["need"])) for at, place, detail in rows]


def open_of_customer(customer_id: str) -> QuerySet[Referral]:
    """The open cards about a customer the bank knows."""
    return Referral.objects.filter(customer_id=customer_id, state__in=OPEN).select_related("to_staff", "referred_by")
