"""Writing the lobby. All keyword-only; `by` is a staff id, token:<name> or system:<name>; audit and live events inside.

`outlet`: where the caller may act; the action raises NotHere for a thing of another. Callers that have checked leave it
out. `once`: a request with a key, which takes effect once (once.py).
"""

from tingtang.lobby.actions.calls import call_next, recall, recall_at
from tingtang.lobby.actions.closing import close_day
from tingtang.lobby.actions.counters import (
    CounterStanding,
    close_counter,
    open_counter,
    resume_counter,
    suspend,
)
from tingtang.lobby.actions.diverting import divert
from tingtang.lobby.actions.greeting import welcome
from tingtang.lobby.actions.marking import care, rate, rating_asked
from tingtang.lobby.actions.moving import Standing
from tingtang.lobby.actions.preparing import items_of, prepare
from tingtang.lobby.actions.registering import add_counter
from tingtang.lobby.actions.serving import (
    finish,
    hold,
    leave,
    next_service,
    no_show,
    resume_ticket,
    start,
    transfer,
)
from tingtang.lobby.actions.taking import Recognised, Taken, Wish, take_ticket
from tingtang.lobby.actions.telling import farewell, tell_time

__all__ = [
    "CounterStanding",
    "Recognised",
    "Standing",
    "Taken",
    "Wish",
    "add_counter",
    "call_next",
    "care",
    "close_counter",
    "close_day",
    "divert",
    "farewell",
    "finish",
    "hold",
    "items_of",
    "leave",
    "next_service",
    "no_show",
    "open_counter",
    "prepare",
    "rate",
    "rating_asked",
    "recall",
    "recall_at",
    "resume_counter",
    "resume_ticket",
    "start",
    "suspend",
    "take_ticket",
    "tell_time",
    "transfer",
    "welcome",
]
