"""Opening, suspending, resuming and closing a counter (A20.1, A20.2): never silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit.actions import record
from tingtang.live.actions import publish
from tingtang.lobby.actions.serving import said
from tingtang.lobby.errors import BadInput, NoSuchCounter, NotHere, WrongState
from tingtang.lobby.facts import forget_counters
from tingtang.lobby.models import Counter, CounterStep, IdempotencyKey, Ticket
from tingtang.lobby.once import Once, first_of
from tingtang.lobby.states import BOUND, CounterState
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual


@dataclass(frozen=True, slots=True)
class CounterStanding:
    """Where a counter stands after a write."""

    counter_id: int
    label: str
    institution_id: str
    state: str
    staff_id: str | None
    reason: str
    n: int


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to become of a counter."""

    action: str
    counter_id: int
    state: CounterState
    from_states: tuple[CounterState, ...]
    by: str
    at: datetime
    outlet: str | None
    once: Once | None
    reason: str = ""


def open_counter(
    *, counter_id: int, staff_id: str, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> CounterStanding:
    """`staff_id` stands at the counter and it serves. Raises BadInput for a person who may not, WrongState."""
    change = _Change("open", counter_id, CounterState.OPEN, (CounterState.CLOSED,), by, at, outlet, once)
    return _changed(change, lambda counter: _staffed(counter, staff_id))


def suspend(
    *, counter_id: int, reason: str, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> CounterStanding:
    """Stop calling, for a reason that the screen shows; whoever is being served now is served to the end."""
    change = _Change(
        "suspend", counter_id, CounterState.SUSPENDED, (CounterState.OPEN,), by, at, outlet, once, said(reason)
    )
    return _changed(change)


def resume_counter(
    *, counter_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> CounterStanding:
    """Serve again after a suspension."""
    change = _Change("resume", counter_id, CounterState.OPEN, (CounterState.SUSPENDED,), by, at, outlet, once)
    return _changed(change)


def close_counter(
    *, counter_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> CounterStanding:
    """Nobody stands there any more. Raises WrongState while it has a ticket."""
    either = (CounterState.OPEN, CounterState.SUSPENDED)
    change = _Change("close", counter_id, CounterState.CLOSED, either, by, at, outlet, once)
    return _changed(change, _emptied)


def _staffed(counter: Counter, staff_id: str) -> None:
    person = Staff.objects.filter(pk=staff_id).first()
    if person is None:
        raise BadInput("staff_id", Bilingual("没有这位员工", "there is no such person"))
    counter.staff = person


def _emptied(counter: Counter) -> None:
    if Ticket.objects.filter(counter=counter, state__in=BOUND).exists():
        raise WrongState(Bilingual("该窗口还有未办结的号票", "the counter still has a ticket that is not finished"))
    counter.staff = None


def _changed(change: _Change, prepare: Callable[[Counter], None] = lambda _: None) -> CounterStanding:
    """One transaction: the counter, its step, the audit entry, the live event, the kept answer."""
    try:
        with transaction.atomic():
            return _change(change, prepare)
    except IntegrityError as error:
        if before := _before(change.once):
            return before
        text = Bilingual("此人已在另一窗口", "this person already stands at another counter")
        raise BadInput("staff_id", text) from error
    finally:
        forget_counters()


def _change(change: _Change, prepare: Callable[[Counter], None]) -> CounterStanding:
    counter = Counter.objects.select_for_update().filter(pk=change.counter_id).first()
    if counter is None:
        raise NoSuchCounter
    if change.outlet is not None and counter.institution_id != change.outlet:
        raise NotHere(counter.institution_id)
    if before := _before(change.once):
        return before
    if counter.state not in change.from_states:
        state = CounterState(counter.state)
        raise WrongState(Bilingual(f"该窗口处于“{state.label}”", f"the counter is {state.value}"))
    prepare(counter)
    counter.state, counter.reason, counter.since, counter.n = change.state, change.reason, change.at, counter.n + 1
    counter.save(update_fields=["state", "reason", "since", "n", "staff"])
    _noted(change, counter)
    return _standing(counter)


def _noted(change: _Change, counter: Counter) -> None:
    CounterStep.objects.create(
        counter=counter, n=counter.n, at=change.at, state=counter.state, by=change.by, staff=counter.staff,
        reason=counter.reason,
    )  # fmt: skip
    record(
        by=change.by,
        at=change.at,
        action=f"lobby.counter.{change.action}",
        subject=("counter", str(counter.pk)),
        institution=counter.institution_id,
        detail={"label": counter.label, "state": counter.state, "staff": counter.staff_id, "reason": counter.reason},
    )
    payload = {"counter_id": counter.pk, "counter": counter.label, "state": counter.state, "reason": counter.reason}
    for topic in (f"outlet:{counter.institution_id}", f"counter:{counter.pk}"):
        publish(topic=topic, name="lobby.counter", payload=payload, at=change.at)
    if change.once:
        IdempotencyKey.objects.create(
            actor=change.once.actor,
            key=change.once.key,
            operation=change.once.operation,
            request_hash=change.once.request_hash,
            status=200,
            answer={"of": _plain(counter), "told": {}},
            at=change.at,
        )


def _plain(counter: Counter) -> dict[str, object]:
    return {
        "counter_id": counter.pk,
        "label": counter.label,
        "institution_id": counter.institution_id,
        "state": str(counter.state),
        "staff_id": counter.staff_id,
        "reason": counter.reason,
        "n": counter.n,
    }


def _standing(counter: Counter) -> CounterStanding:
    return CounterStanding(**_plain(counter))  # type: ignore[arg-type]  # built for it


def _before(once: Once | None) -> CounterStanding | None:
    first = first_of(once)
    return CounterStanding(**(first.of or {})) if first else None
