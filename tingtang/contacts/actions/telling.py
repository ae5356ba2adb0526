"""Market events: written as a draft, then one action opens the duty to tell every customer whom it touches (A31.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from tingtang.audit import actions as audit
from tingtang.contacts.errors import EventRefused
from tingtang.contacts.market import MARKET_EVENT, touched_sql
from tingtang.contacts.models import MarketEvent
from tingtang.customers.models import Product
from tingtang.duties.actions import Opening, open_for_each
from tingtang.manual.queries import all_overrides, rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.clocks import due
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

DAYS = "market_event.working_days"
LONGEST = {"title": 60, "happened": 2000, "tell": 2000}
MOST_PRODUCTS = 500
NO_WORDS = Bilingual("请填写", "fill this in")
TOO_LONG = Bilingual("内容过长", "this is too long")
NOTHING_CHOSEN = Bilingual("请选择产品或产品类型", "choose products or kinds of product")
NO_PRODUCT = Bilingual("没有这个产品", "there is no such product")
AHEAD = Bilingual("发生日期不能晚于今天", "it cannot have happened after today")
OPENED = Bilingual("任务已下发，事件不能再改", "its duties were opened: the event stays as it is")
NOBODY = Bilingual("没有客户受影响，无需下发", "it touches no customer: nothing to open")


@transaction.atomic
def write_event(
    *,
    institution_id: str,
    title: str,
    happened: str,
    tell: str,
    happened_on: date,
    types: Iterable[str] = (),
    products: Iterable[str] = (),
    by: str,
    at: datetime,
    event_id: int | None = None,
) -> MarketEvent:
    """Write a draft, or change one that still is a draft. Raises EventRefused, MarketEvent.DoesNotExist."""
    words = {name: _words(name, text) for name, text in (("title", title), ("happened", happened), ("tell", tell))}
    chosen = {"types": sorted(set(types)), "products": sorted(set(products))}
    _check(chosen["types"], chosen["products"], happened_on, business_date(at))
    if event_id is None:
        event = MarketEvent(institution_id=institution_id, made_by_id=by, made_at=at)
    else:
        event = MarketEvent.objects.select_for_update().get(pk=event_id)
        if event.opened_at is not None:
            raise EventRefused("event", OPENED)
    for name, value in {**words, **chosen, "happened_on": happened_on}.items():
        setattr(event, name, value)
    event.save()
    _record(event, "market_event.write", by, at, {"types": event.types, "products": len(event.products)})
    return event


@transaction.atomic
def open_event(*, event_id: int, by: str, at: datetime) -> tuple[MarketEvent, bool]:
    """Open the duty of every customer whom it touches now; (the event, whether this call opened it).

    A few statements, whatever the number of customers; a second call changes nothing. Raises EventRefused when it
    touches nobody, MarketEvent.DoesNotExist.
    """
    event = MarketEvent.objects.select_for_update().get(pk=event_id)
    if event.opened_at is not None:
        return event, False
    on = business_date(at)
    for days, places in _times(event.institution_id, on).items():
        _open(event, days, places, by, at)
    event.customers = _note(event, on)
    if not event.customers:
        raise EventRefused("event", NOBODY)
    event.opened_by_id, event.opened_at, event.opened_on = by, at, on
    event.save()
    _record(event, "market_event.open", by, at, {"customers": event.customers})
    return event, True


def _times(institution_id: str, on: date) -> dict[int, Sequence[str]]:
    """Working days allowed -> the institutions below that allow so many."""
    below = set(subtree([institution_id]))
    usual = int(str(rulebook().value(DAYS, on).value))
    tightened = {place: values[DAYS] for place, values in all_overrides(on).items() if DAYS in values}
    found: dict[int, list[str]] = defaultdict(list)
    for place in sorted(below):
        found[int(str(tightened[place].value)) if place in tightened else usual].append(place)
    return dict(found)


def _open(event: MarketEvent, days: int, places: Sequence[str], by: str, at: datetime) -> None:
    on = business_date(at)
    ends = due(at, "working_days", days, calendar=working_calendar())
    seen = {"title": event.title, "happened_on": event.happened_on.isoformat(), "working_days": days}
    sql, given = touched_sql(event, places)
    opening = Opening(
        kind=MARKET_EVENT, subject_id="", period_on=on, institution_id="", owner_staff_id="-", due_at=ends.due_at,
        due_provisional=ends.provisional,
        inputs={name: {"value": said, "as_of": on.isoformat()} for name, said in seen.items()},
        clock={"start": at.isoformat(), "unit": "working_days", "n": days, "pauses": []},
    )  # fmt: skip
    open_for_each(source=sql, given=given, opening=opening, by=by, at=at)


def _note(event: MarketEvent, on: date) -> int:
    """Write down whom it touched, with the duty that stands for the talk; how many."""
    sql, given = touched_sql(event, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO contacts_touchedcustomer (event_id, customer_id, duty_id) "
            f"SELECT %(event)s, s.subject_id, d.id FROM ({sql}) AS s INNER JOIN duties_duty AS d "
            "ON d.subject_kind = 'customer' AND d.subject_id = s.subject_id AND d.kind = %(kind)s "
            "AND d.period_on = %(on)s",
            {**given, "event": event.pk, "kind": MARKET_EVENT, "on": on},
        )
        return max(int(cursor.rowcount), 0)


def _check(types: Sequence[str], products: Sequence[str], happened_on: date, today: date) -> None:
    if not types and not products:
        raise EventRefused("products", NOTHING_CHOSEN)
    if len(products) > MOST_PRODUCTS or Product.objects.filter(pk__in=products).count() < len(products):
        raise EventRefused("products", NO_PRODUCT)
    if set(types) - set(Product.objects.filter(type__in=types).values_list("type", flat=True)):
        raise EventRefused("types", NO_PRODUCT)
    if happened_on > today:
        raise EventRefused("happened_on", AHEAD)


def _words(field: str, text: str) -> str:
    text = text.strip()
    if not text:
        raise EventRefused(field, NO_WORDS)
    if len(text) > LONGEST[field]:
        raise EventRefused(field, TOO_LONG)
    return text


def _record(event: MarketEvent, action: str, by: str, at: datetime, detail: dict[str, object]) -> None:
    subject, place = ("market_event", str(event.pk)), event.institution_id
    audit.record(by=by, at=at, action=action, subject=subject, institution=place, detail=detail)
