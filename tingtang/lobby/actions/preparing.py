"""Pre-processing before the call (A19.2a): which papers, forms and checks of the business are ready."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tingtang.audit.actions import record
from tingtang.live.actions import publish
from tingtang.lobby.errors import BadInput, NoSuchTicket, NotHere, WrongState
from tingtang.lobby.facts import business_of
from tingtang.lobby.models import Preparation, Ticket
from tingtang.lobby.states import ENDED
from tingtang.manual.book import Business
from tingtang.shared.text import Bilingual

Item = tuple[str, str]  # kind and the manual's Chinese text
ENDED_ALREADY = Bilingual("号票已结束", "the visit is over")
NO_SUCH = Bilingual("该业务没有这一项", "this business has no such item")


def items_of(business: Business) -> dict[Item, Bilingual]:
    """Everything on the card of a business, in the manual's order."""
    groups = (("paper", business.papers), ("form", business.forms), ("check", business.checks))
    return {(kind, text.zh): text for kind, texts in groups for text in texts}


@transaction.atomic
def prepare(
    *, ticket_id: int, ready: Collection[Item], by: str, at: datetime, outlet: str | None = None
) -> dict[Item, Preparation]:
    """`ready` is all that is ready now: what is new is ticked by `by`, what is gone unticked; ticks that stand keep
    who made them. Raises NoSuchTicket, NotHere, WrongState once the visit is over, BadInput for an unknown item."""
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket
    if outlet is not None and ticket.institution_id != outlet:
        raise NotHere(ticket.institution_id)
    if ticket.state in ENDED:
        raise WrongState(ENDED_ALREADY)
    known = items_of(business_of(ticket.business))
    if not set(ready) <= set(known):
        raise BadInput("ready", NO_SUCH)
    standing = {(row.kind, row.item): row for row in ticket.prepared.all()}
    gone = [standing[item] for item in known if item in standing and item not in ready]
    fresh = [Preparation(ticket=ticket, kind=kind, item=text, by=by, at=at) for kind, text in known
             if (kind, text) in ready and (kind, text) not in standing]  # fmt: skip
    if gone or fresh:
        Preparation.objects.filter(pk__in=[row.pk for row in gone]).delete()
        Preparation.objects.bulk_create(fresh)
        _noted(ticket, fresh, gone, by=by, at=at)
    return {(row.kind, row.item): row for row in ticket.prepared.all()}


def _noted(
    ticket: Ticket, fresh: Collection[Preparation], gone: Collection[Preparation], *, by: str, at: datetime
) -> None:
    detail = {"number": ticket.number, "ticked": [row.item for row in fresh], "unticked": [row.item for row in gone]}
    outlet = ticket.institution_id
    record(by=by, at=at, action="lobby.prepare", subject=("ticket", str(ticket.pk)), institution=outlet, detail=detail)
    payload = {"ticket_id": ticket.pk, "number": ticket.number}
    publish(topic=f"outlet:{outlet}", name="lobby.prepared", payload=payload, at=at)
