"""What the bank knows already when a complaint is taken in: from a ticket, a customer's page or the opinion book."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from tingtang.audit.actions import log_read
from tingtang.complaints.actions import Opened, Said, attach, open_case
from tingtang.complaints.queries import named_at
from tingtang.complaints.standing import kept_numbers
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.desk.names import institution_name
from tingtang.lobby.models import Ticket
from tingtang.opinions import actions as opinions
from tingtang.opinions.models import Opinion, Step, What
from tingtang.organisation.access import Tie, Viewer, may_at, subtree
from tingtang.organisation.masking import Masker
from tingtang.organisation.models import Institution, InstitutionKind
from tingtang.organisation.tree import ancestors
from tingtang.shared.masking import mask

PUBLICLY = 3000
SERVING = (
    InstitutionKind.BRANCH, InstitutionKind.SUBBRANCH, InstitutionKind.OUTLET, InstitutionKind.WEALTH_CENTRE,
    InstitutionKind.WEALTH_MANAGEMENT_CENTRE,
)  # fmt: skip
OFFERED = 300  # institutions in the list behind the field


@dataclass(frozen=True)
class Known:
    """Where the complaint came up and who complains, as far as the bank knows; the name as this viewer may see it.

    `opinion`: the entry of the opinion book that becomes a complaint, with what was written in it (A35.3); `taken`: it
    became one already.
    """

    source: str = ""
    channel: str = "ticket"
    place: str = ""
    customer_id: str = ""
    name: str = ""
    tier: str = ""
    ticket: str = ""
    opinion: Opinion | None = None
    taken: bool = False

    @property
    def started(self) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        said: dict[str, Any] = {"source": self.source, "channel": self.channel, "institution_id": self.place}
        if self.opinion is not None and not self.taken:
            said |= {"facts": self.opinion.text, "complainant": self.opinion.name}
            said |= {"happened_on": self.opinion.written_on}
        return said

    @property
    def phone(self) -> str:
        """The number that was left in the book, as everybody sees it: it is not asked again."""
        return str(mask("phone", self.opinion.phone)) if self.opinion and self.opinion.phone else ""

    @property
    def is_customer(self) -> bool:
        """Whether the bank maintains whoever complains: then no name is asked."""
        return bool(self.customer_id)


def known_from(viewer: Viewer, source: str, at: datetime) -> Known:
    """Read a source `kind:id`. One that is not there, or not for this viewer, brings nothing and tells not which."""
    kind, _, ident = source.partition(":")
    if kind == "ticket" and ident.isdecimal():
        return _ticket(viewer, int(ident[:18]), source)
    if kind == "customer" and ident:
        return _customer(viewer, ident, source, at)
    if kind == "opinion" and ident.isdecimal():
        return _opinion(viewer, int(ident[:18]), source)
    return Known(place=viewer.institution_id)


def _ticket(viewer: Viewer, pk: int, source: str) -> Known:
    found = Ticket.objects.filter(pk=pk).first()
    if found is None or not may_at(viewer, "complaint.take", found.institution_id):
        return Known(place=viewer.institution_id)
    customer = Customer.objects.filter(pk=found.customer_id).first() if found.customer_id else None
    name, tier = "", ""
    if customer is not None:
        name, tier = _named(viewer, customer), customer.tier
    return Known(source, "ticket", found.institution_id, customer.pk if customer else "", name, tier, found.number)


def _opinion(viewer: Viewer, pk: int, source: str) -> Known:
    found = Opinion.objects.filter(pk=pk).first()
    if found is None or not may_at(viewer, "opinion.answer", found.institution_id):
        return Known(place=viewer.institution_id)
    taken = bool(links(viewer, [found.pk]))
    return Known(source, "opinion_book", found.institution_id, opinion=found, taken=taken)


def links(viewer: Viewer, opinion_ids: Collection[int]) -> list[Step]:
    """The complaints that entries of the opinion book became, as far as the viewer may learn of it: who took it in,
    and whom no rule keeps from it (A34.6). To anybody else an entry is as if it had become none. Two queries."""
    found = list(Step.objects.filter(opinion__in=opinion_ids, what=What.COMPLAINT_LINKED))
    kept = kept_numbers(viewer, {one.ref for one in found})
    return [one for one in found if one.by == viewer.actor or one.ref not in kept]


def _named(viewer: Viewer, customer: Customer) -> str:
    try:
        _, tie = tied_customer(viewer, customer.pk)
    except PermissionDenied:
        return str(Masker(viewer, None).field("name", customer.name))
    return str(Masker(viewer, tie).field("name", customer.name))


def _customer(viewer: Viewer, ident: str, source: str, at: datetime) -> Known:
    try:
        customer, tie = tied_customer(viewer, ident)
    except PermissionDenied:
        return Known(place=viewer.institution_id)
    if tie != Tie.MANAGER:
        place = viewer.institution_id
        log_read(by=viewer.actor, at=at, subject=("customer", customer.pk), institution=place, tie=str(tie))
    name = str(Masker(viewer, tie).field("name", customer.name))
    return Known(source, "phone", customer.home_institution_id, customer.pk, name, customer.tier)


def places_for(viewer: Viewer) -> list[Institution]:
    """The institutions offered: the viewer's own, those above and those below where complaints are taken in (an
    officer's are below, and are known by name); any other is typed. Three queries."""
    line = ancestors(viewer.institution_id)
    below = subtree(viewer.institutions_for("complaint.take"))
    found = Institution.objects.in_bulk(line)
    more = Institution.objects.filter(pk__in=below).exclude(pk__in=line).order_by("pk")[:OFFERED]
    return [*(found[key] for key in line if key in found), *more]


def place_named(typed: str) -> str:
    """The code of an institution typed by its code or by its name in either language; what was typed where it is
    neither, or the name of several."""
    known = Q(pk=typed) | Q(name=typed) | Q(name_en=typed)
    named = list(Institution.objects.filter(known).values_list("pk", flat=True)[:2])
    return named[0] if len(named) == 1 else typed


def public_places() -> list[tuple[str, str]]:
    """(code, name) of the open institutions that serve customers, as everybody may know them. One query."""
    return [(one.pk, institution_name(one)) for one in _serving().order_by("pk")[:PUBLICLY]]


def public_place(code: str) -> str:
    """The name of one of them; empty for a code that is none of theirs."""
    found = _serving().filter(pk=code).first() if code else None
    return institution_name(found) if found else ""


def _serving() -> QuerySet[Institution]:
    return Institution.objects.filter(kind__in=SERVING, closed_on__isnull=True)


def root() -> str:
    """The institution at the top: where somebody complains who cannot say of which place."""
    return str(Institution.objects.filter(parent__isnull=True).order_by("pk").values_list("pk", flat=True)[0])


def people_named(typed: Sequence[str], institution_id: str) -> list[str]:
    """The ids of people typed by number or by name, as the customer knows them. A name counts at the institution
    concerned and below it; one that is nobody's there, or several people's, stays as it was typed."""
    wanted = [one for one in typed if one]
    named = named_at(wanted, institution_id)
    return [named.get(one, one) for one in wanted]


@transaction.atomic
def take_in(
    known: Known, said: Said, *, viewer: Viewer, at: datetime, key: str, paper: tuple[str, bytes] | None = None
) -> Opened:
    """Take the complaint in with its `paper` (name, content); an entry of the opinion book then says which case it
    became. All in one transaction.

    Raises BadInput, also for the paper, and OpinionError when the entry became one meanwhile: then nothing is taken in.
    """
    by = viewer.staff_id
    made, entry = open_case(said=said, by=by, at=at, key=key), known.opinion
    if paper is not None and not made.again:
        name, content = paper
        attach(complaint_id=made.complaint.pk, what="evidence", name=name, content=content, by=by, at=at)
    if entry is not None and not made.again:
        opinions.link_complaint(
            opinion_id=entry.pk, complaint=made.complaint.number, subject=("complaint", str(made.complaint.pk)), by=by,
            at=at, hidden=lambda numbers: kept_numbers(viewer, numbers),
        )  # fmt: skip
    return made
