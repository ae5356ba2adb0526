"""The welcome key (A20.2a): the panel at the counter greets the customer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.live.actions import publish
from tingtang.lobby.errors import NoSuchCounter, NotHere, WrongState
from tingtang.lobby.models import Counter
from tingtang.lobby.states import CounterState
from tingtang.shared.text import Bilingual


@transaction.atomic
def welcome(*, counter_id: int, by: str, at: datetime, outlet: str | None = None) -> None:
    """Tell the counter's panel to greet; nothing is kept. Raises NoSuchCounter, NotHere, WrongState when closed."""
    counter = Counter.objects.filter(pk=counter_id).first()
    if counter is None:
        raise NoSuchCounter
    if outlet is not None and counter.institution_id != outlet:
        raise NotHere(counter.institution_id)
    if counter.state == CounterState.CLOSED:
        raise WrongState(Bilingual("该窗口未开放", "the counter is closed"))
    publish(topic=f"counter:{counter.pk}", name="lobby.welcome", payload={"counter_id": counter.pk, "by": by}, at=at)
