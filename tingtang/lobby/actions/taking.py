"""Taking a ticket (A19.2a): a number, a class, who is ahead and how long it will be."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tingtang.lobby.actions.moving import Order, Standing, written
from tingtang.lobby.calling import clock_start
from tingtang.lobby.errors import BadInput
from tingtang.lobby.expected import Wait, wait_of
from tingtang.lobby.facts import book, business_of, class_of, class_of_tier, policy, require_outlet
from tingtang.lobby.hot import day, instant
from tingtang.lobby.once import Once
from tingtang.lobby.statements import taking
from tingtang.lobby.states import ASSISTANCE, LANGUAGES, Need, Origin
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ONE_DAY, business_date

MOST_ASSISTANCE, MOST_REASON = 8, 120
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A customer recognised at the outlet, as far as service needs: tier and home, never a name."""

    customer_id: str
    tier: str
    by: str  # card | facts
    home_institution_id: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a customer comes for and brings along. `service_class` empty: by recognition, need and booking."""

    business: str
    origin: str = Origin.LOBBY.value
    service_class: str = ""
    need: str = ""
    need_reason: str = ""
    language: str = "zh"
    assistance: Sequence[str] = ()
    customer: Recognised | None = None
    booked_for: datetime | None = None
    suggested_channel: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A ticket as told at arrival. `wait_low`, `wait_high`: minutes (p50, p90); None: no counter is open."""

    ticket_id: int
    number: str
    key: str
    service_class: str
    business: str
    ahead: int
    wait_low: int | None
    wait_high: int | None
    papers: list[dict[str, str]]
    again: bool = False


def take_ticket(*, institution_id: str, wish: Wish, by: str, at: datetime, once: Once | None = None) -> Taken:
    """Give the next number of the outlet's day. Two at once get two numbers, and none is left out.

    Raises BadInput naming the field.
    """
    require_outlet(institution_id, at)
    business = business_of(wish.business, at)
    service_class = _class(wish, at)
    wait = wait_of(institution_id, service_class, business, at)
    told = {
        "ahead": wait.ahead,
        "wait_low": wait.low,
        "wait_high": wait.high,
        "papers": [asdict(paper) for paper in business.papers],
    }
    order = Order("take", 0, by, at, institution_id, once, detail=_noted(wish), told=told)
    params = {**_ticket(wish, service_class, institution_id, at), **_wait(wait)}
    done = written(taking(once=bool(once)), order, params)
    if done is None:
        raise RuntimeError("a ticket was neither written nor refused")
    return _taken(done)


def _taken(done: Standing) -> Taken:
    return Taken(
        ticket_id=done.ticket_id,
        number=done.number,
        key=done.key,
        service_class=done.service_class,
        business=done.business,
        again=done.again,
        **done.told,
    )


def _class(wish: Wish, at: datetime) -> str:
    """The highest class the customer belongs to. Raises BadInput for what does not fit together."""
    _check(wish, at)
    if wish.service_class:
        return class_of(wish.service_class, at).code
    claims = {
        class_of_tier(wish.customer.tier, at) if wish.customer else "ordinary",
        "priority" if wish.need else "ordinary",
        "booked" if wish.booked_for else "ordinary",
    }
    return next(code for code in book(at).service_classes if code in claims)  # they stand highest first


def _check(wish: Wish, at: datetime) -> None:
    if wish.booked_for is not None and abs(wish.booked_for - at) > ONE_DAY:
        raise BadInput("booked_for", Bilingual("不是今天的预约", "not a booking of today"))
    if wish.need and wish.need not in Need.values:
        raise BadInput("need", NO_SUCH)
    if wish.need_reason.strip() and not wish.need:
        raise BadInput("need", Bilingual("请选择优先原因", "choose the need that the reason is for"))
    if wish.need and not wish.need_reason.strip():
        raise BadInput("need_reason", Bilingual("请填写优先理由", "say why the customer goes first"))
    if len(wish.need_reason.strip()) > MOST_REASON:
        raise BadInput("need_reason", Bilingual(f"最多{MOST_REASON}字", f"at most {MOST_REASON} characters"))
    if wish.origin not in Origin.values:
        raise BadInput("origin", NO_SUCH)
    _check_codes(wish, at)


def _check_codes(wish: Wish, at: datetime) -> None:
    if wish.language not in LANGUAGES:
        raise BadInput("language", NO_SUCH)
    if len(wish.assistance) > MOST_ASSISTANCE or not set(wish.assistance) <= set(ASSISTANCE):
        raise BadInput("assistance", NO_SUCH)
    if wish.suggestion not in ("", "accepted", "declined"):
        raise BadInput("suggestion", NO_SUCH)
    if wish.suggestion and wish.suggested_channel not in business_of(wish.business, at).channels:
        raise BadInput("suggested_channel", Bilingual("该业务没有这个渠道", "this business has no such channel"))


def _ticket(wish: Wish, service_class: str, institution_id: str, at: datetime) -> dict[str, Any]:
    customer = wish.customer
    return {
        "on": day(business_date(at)),
        "prefix": class_of(service_class, at).prefix,
        "key": secrets.token_urlsafe(16),
        "service_class": service_class,
        "business": wish.business,
        "origin": wish.origin,
        "clock_from": instant(clock_start(at, wish.booked_for, policy(institution_id, at))),
        "need": wish.need,
        "need_reason": wish.need_reason.strip(),
        "language": wish.language,
        "assistance": json.dumps(list(wish.assistance)),
        "customer_id": customer.customer_id if customer else "",
        "tier": customer.tier if customer else "",
        "recognised_by": customer.by if customer else "",
        "home_institution_id": customer.home_institution_id if customer else "",
        "suggested_channel": wish.suggested_channel,
        "suggestion": wish.suggestion,
    }


def _wait(wait: Wait) -> dict[str, int | None]:
    return {"ahead": wait.ahead, "wait_low": wait.low, "wait_high": wait.high}


def _noted(wish: Wish) -> Mapping[str, Any]:
    """What the first step keeps beside the ticket."""
    return {"business": wish.business, **({"booked_for": wish.booked_for.isoformat()} if wish.booked_for else {})}
