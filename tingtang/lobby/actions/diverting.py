"""A customer who takes up the suggestion of a faster channel (A19.2b): on record, and in nobody's way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.lobby.actions.recognising import arrive
from tingtang.lobby.actions.serving import leave
from tingtang.lobby.actions.taking import Taken, Wish, take_ticket
from tingtang.lobby.errors import BadInput, WrongState
from tingtang.lobby.once import Once
from tingtang.shared.text import Bilingual


@transaction.atomic
def divert(
    *, institution_id: str, wish: Wish, by: str, at: datetime, once: Once | None = None, known: str = ""
) -> Taken:
    """Record that the suggestion was accepted: a ticket that leaves the line at once, for the channel suggested.

    `known`: the key of a recognition. Raises BadInput unless `wish` accepts a suggestion, and as `take_ticket` and
    `arrive`. With `once`, asked again: the same answer.
    """
    if wish.suggestion != "accepted":
        raise BadInput("suggestion", Bilingual("没有接受建议", "no suggestion was accepted"))
    if known:
        taken = arrive(institution_id=institution_id, key=known, wish=wish, by=by, at=at, once=once)
    else:
        taken = take_ticket(institution_id=institution_id, wish=wish, by=by, at=at, once=once)
    try:
        with transaction.atomic():
            leave(ticket_id=taken.ticket_id, by=by, at=at, reason=f"diverted: {wish.suggested_channel}")
    except WrongState:
        if not taken.again:
            raise
    return taken
