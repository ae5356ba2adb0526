"""What is recorded beside a visit: its rating, that the rating was asked for, and care while waiting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError

from tingtang.lobby.actions.moving import Order, Standing, do, standing
from tingtang.lobby.errors import BadInput, NoSuchTicket, WrongState
from tingtang.lobby.facts import figure
from tingtang.lobby.hot import instant
from tingtang.lobby.models import Rating, Ticket
from tingtang.lobby.once import Once
from tingtang.lobby.statements import asking, caring, rating
from tingtang.shared.text import Bilingual

SCORES = range(1, 6)
MOST_COMMENT, MOST_NOTE, MOST_REASONS = 500, 200, 10
FIXED = Bilingual("评价已过修改时限，不再更改", "the time to change this rating is over: it stands")
_RATED = Bilingual("评价", "rated: only a served ticket is")


def rate(
    *,
    ticket_id: int,
    score: int,
    by: str,
    at: datetime,
    reasons: Sequence[str] = (),
    comment: str = "",
    client_key: str | None = None,
    outlet: str | None = None,
    once: Once | None = None,
) -> Standing:
    """Keep a rating, 1 to 5; a further one within `rating.revision_minutes` is a revision and the earlier ones stay.

    `client_key`: the panel's own key; the same rating sent again after a lost network is kept once. Raises BadInput,
    WrongState unless served, or once the rating is fixed.
    """
    _check(score, reasons, comment)
    order = Order("rate", ticket_id, by, at, outlet, once, told={"score": score})
    params = {
        "score": score,
        "reasons": json.dumps(list(reasons), ensure_ascii=False),
        "comment": comment.strip(),
        "client_key": client_key or None,
        "open_since": instant(at - timedelta(minutes=int(figure("rating.revision_minutes", outlet, at)))),
    }
    try:
        return do(rating(once=bool(once)), order, _RATED, params)
    except WrongState as refused:
        if kept := _kept(client_key, ticket_id, score):
            return kept
        if not isinstance(refused.__cause__, IntegrityError) and Rating.objects.filter(ticket=ticket_id).exists():
            raise WrongState(FIXED) from refused
        raise


def _check(score: int, reasons: Sequence[str], comment: str) -> None:
    if score not in SCORES:
        raise BadInput("score", Bilingual("评分为1至5", "a score is 1 to 5"))
    if len(reasons) > MOST_REASONS:
        raise BadInput("reasons", Bilingual("原因过多", "too many reasons"))
    if len(comment.strip()) > MOST_COMMENT:
        raise BadInput("comment", Bilingual(f"最多{MOST_COMMENT}字", f"at most {MOST_COMMENT} characters"))


def _kept(client_key: str | None, ticket_id: int, score: int) -> Standing | None:
    """The rating that came with this key before. Raises BadInput when it was another."""
    row = Rating.objects.filter(client_key=client_key).first() if client_key else None
    if row is None:
        return None
    if (row.ticket_id, row.score) != (ticket_id, score):
        raise BadInput("client_key", Bilingual("此键已用于另一评价", "this key was used for another rating"))
    return stands(ticket_id, {"score": score}, again=True)


def rating_asked(*, ticket_id: int, by: str, at: datetime, outlet: str | None = None) -> Standing:
    """A panel has put the question; the first time is kept. Raises WrongState unless served."""
    order = Order("ask_rating", ticket_id, by, at, outlet)
    try:
        return do(asking(), order, _RATED)
    except WrongState:
        if Ticket.objects.filter(pk=ticket_id, rating_asked_at__isnull=False).exists():
            return stands(ticket_id, {}, again=True)
        raise


def care(
    *, ticket_id: int, note: str = "", by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> Standing:
    """Somebody cared for this waiting customer (A19.2d). Raises WrongState unless waiting."""
    if len(note.strip()) > MOST_NOTE:
        raise BadInput("note", Bilingual(f"最多{MOST_NOTE}字", f"at most {MOST_NOTE} characters"))
    order = Order("care", ticket_id, by, at, outlet, once)
    return do(caring(once=bool(once)), order, Bilingual("关怀", "cared for: it does not wait"), {"note": note.strip()})


def stands(ticket_id: int, told: dict[str, object], *, again: bool = False) -> Standing:
    """Where a ticket stands, read. Raises NoSuchTicket."""
    row = Ticket.objects.select_related("counter").filter(pk=ticket_id).first()
    if row is None:
        raise NoSuchTicket
    shown = {
        "ticket_id": row.pk,
        "counter": row.counter.label if row.counter else None,
        **{name: getattr(row, name) for name in ("number", "state", "n", "counter_id", "business", "service_class")},
        **{name: getattr(row, name) for name in ("calls", "key")},
    }
    return standing(shown, told, again=again)
