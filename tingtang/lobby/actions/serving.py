"""From the call to the end of a visit (A20): start, hold, resume, transfer, finish, second service, no-show, leave."""

from __future__ import annotations

from datetime import datetime

from tingtang.lobby.actions.moving import Order, Standing, do
from tingtang.lobby.errors import BadInput, NoSuchTicket, NotHere, WrongState
from tingtang.lobby.facts import business_of, figure
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.once import Once
from tingtang.lobby.statements import listed, moving
from tingtang.lobby.states import OPEN, State
from tingtang.shared.text import Bilingual

NEEDS_REASON = Bilingual("请说明原因", "say why")
MOST = 120


def start(*, ticket_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None) -> Standing:
    """The called customer is at the counter and the service begins. Raises WrongState unless called."""
    write = moving("", "state = 'called'", once=bool(once))
    order = Order("start", ticket_id, by, at, outlet, once)
    return do(write, order, Bilingual("开始办理", "started"), {"state": State.SERVING.value})


def hold(
    *, ticket_id: int, reason: str, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> Standing:
    """Set a service aside for a reason, such as a form still to be filled; the counter may call the next."""
    write = moving("", "state = 'serving'", once=bool(once))
    order = Order("hold", ticket_id, by, at, outlet, once, detail={"reason": said(reason)})
    return do(write, order, Bilingual("暂挂", "put on hold"), {"state": State.ON_HOLD.value})


def resume_ticket(
    *, ticket_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> Standing:
    """Go on with a service that was on hold. Raises WrongState while the counter has another ticket."""
    write = moving("", "state = 'on_hold'", once=bool(once))
    order = Order("resume", ticket_id, by, at, outlet, once)
    return do(write, order, Bilingual("恢复办理", "resumed"), {"state": State.SERVING.value})


def transfer(
    *,
    ticket_id: int,
    reason: str,
    by: str,
    at: datetime,
    business: str | None = None,
    counter_id: int | None = None,
    outlet: str | None = None,
    once: Once | None = None,
) -> Standing:
    """Back into the line for another business or a certain counter; number and waiting time stay.

    Raises BadInput for a reason, business or counter that will not do, WrongState unless called, serving or on hold.
    """
    place = Ticket.objects.filter(pk=ticket_id).values_list("institution_id", "counter_id", "business").first()
    if place is None:
        raise NoSuchTicket
    here, leaves, was = place
    if outlet is not None and here != outlet:
        raise NotHere(here)
    to = _counter_label(counter_id, here)
    detail = {"reason": said(reason), "business": business or was, "to": to, "was": was}
    change = "counter_id = NULL, staff_id = NULL, bound_counter_id = {bound:bigint}, business = {business}, calls = 0"
    write = moving(change, "state IN ('called', 'serving', 'on_hold')", once=bool(once))
    order = Order("transfer", ticket_id, by, at, outlet, once, detail=detail)
    params = {
        "state": State.TRANSFERRED.value,
        "bound": counter_id,
        "business": business_of(business, at).code if business else was,
        "from_counter": leaves,
    }
    return do(write, order, Bilingual("转办", "transferred"), params)


def _counter_label(counter_id: int | None, here: str) -> str | None:
    if counter_id is None:
        return None
    label = Counter.objects.filter(pk=counter_id, institution_id=here).values_list("label", flat=True).first()
    if label is None:
        raise BadInput("counter_id", Bilingual("本网点没有这个窗口", "there is no such counter here"))
    return label


def finish(
    *,
    ticket_id: int,
    by: str,
    at: datetime,
    farewell: bool = False,
    outlet: str | None = None,
    once: Once | None = None,
) -> Standing:
    """The service is done; the panel asks for the rating by itself. `farewell`: seen to the door (A19.2g)."""
    write = moving("", "state IN ('serving', 'on_hold')", once=bool(once))
    order = Order("finish", ticket_id, by, at, outlet, once, detail={"farewell": True} if farewell else {})
    return do(write, order, Bilingual("办结", "finished"), {"state": State.SERVED.value})


def next_service(
    *, ticket_id: int, business: str, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> Standing:
    """A second service on the same visit: its time is counted on its own."""
    write = moving("business = {business}", "state = 'serving'", once=bool(once))
    code = business_of(business, at).code
    order = Order("next_service", ticket_id, by, at, outlet, once, detail={"business": code})
    params = {"state": State.SERVING.value, "business": code}
    return do(write, order, Bilingual("办理下一项业务", "given a second service"), params)


def no_show(*, ticket_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None) -> Standing:
    """Nobody came. Raises WrongState before `queue.calls_before_no_show` calls."""
    least = int(figure("queue.calls_before_no_show", outlet, at))
    write = moving("", "state = 'called' AND calls >= {least:int}", once=bool(once))
    order = Order("no_show", ticket_id, by, at, outlet, once)
    params = {"state": State.NO_SHOW.value, "least": least}
    try:
        return do(write, order, Bilingual("作过号处理", "a no-show"), params)
    except WrongState:
        calls = Ticket.objects.filter(pk=ticket_id, state=State.CALLED).values_list("calls", flat=True).first()
        if calls is None or calls >= least:
            raise
        text = Bilingual(
            f"至少呼叫{least}次才能作过号处理，已呼叫{calls}次", f"call {least} times first; {calls} so far"
        )
        raise WrongState(text) from None


def leave(
    *, ticket_id: int, by: str, at: datetime, reason: str = "", outlet: str | None = None, once: Once | None = None
) -> Standing:
    """The customer went away before the service was done."""
    write = moving("bound_counter_id = NULL", f"state IN {listed(OPEN)}", once=bool(once))
    order = Order("leave", ticket_id, by, at, outlet, once, detail={"reason": reason.strip()[:MOST]})
    return do(write, order, Bilingual("作离开处理", "marked as left"), {"state": State.LEFT.value})


def said(reason: str) -> str:
    """A reason that says something. Raises BadInput."""
    text = reason.strip()
    if not text:
        raise BadInput("reason", NEEDS_REASON)
    if len(text) > MOST:
        raise BadInput("reason", Bilingual(f"最多{MOST}字", f"at most {MOST} characters"))
    return text
