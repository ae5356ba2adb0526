"""A market event: whom it touches, one action that opens every duty, how the telling goes (A31.3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.portfolio import TODAY, Portfolio, later
from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.contacts.actions import open_event, record_contact, write_event
from tingtang.contacts.errors import EventRefused
from tingtang.contacts.market import Told, events, readable, shares_now, shares_told, to_tell
from tingtang.contacts.models import MarketEvent, TouchedCustomer
from tingtang.customers.models import Customer, Holding, Product
from tingtang.duties.models import Duty
from tingtang.manual.models import InstitutionValue
from tingtang.organisation.access import viewer_for
from tingtang.organisation.models import Staff, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person


class Market(Portfolio):
    """Funds F1, F2 and wealth product P1; W1's C1 holds F1, C2 F2, C3 P1 and an empty F1; W2's D1 holds F1 and P1."""

    def __init__(self) -> None:
        super().__init__()
        for key, kind in (("F1", "fund"), ("F2", "fund"), ("P1", "wealth")):
            Product.objects.create(product_id=key, type=kind, name=key)
        for key, manager, held in (
            ("C1", "W1", {"F1": 100}), ("C2", "W1", {"F2": 200}), ("C3", "W1", {"P1": 300, "F1": 0}),
            ("D1", "W2", {"F1": 400, "P1": 500}),
        ):  # fmt: skip
            customer = self.customer(key, manager)
            for product, balance in held.items():
                Holding.objects.create(customer=customer, product_id=product, balance=Decimal(balance))

    def event(self, **fields: object) -> MarketEvent:
        given = {
            "institution_id": "B1", "title": "基金大跌", "happened": "指数单日下跌百分之六", "tell": "不必急于赎回",
            "happened_on": TODAY, "types": ["fund"], "products": [], "by": "HB", "at": later(),
        }  # fmt: skip
        return write_event(**{**given, **fields})


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def opened(market: Market, **fields: object) -> MarketEvent:
    return open_event(event_id=market.event(**fields).pk, by="HB", at=later())[0]


def touched(event: MarketEvent) -> list[str]:
    return sorted(TouchedCustomer.objects.filter(event=event).values_list("customer_id", flat=True))


def talk(customer: str, days: int, by: str = "W1") -> None:
    at = later(days=days, hours=1)
    record_contact(
        customer_id=customer,
        channel="phone",
        outcome="reached",
        memo="已说明",
        by=by,
        at=at,
        on=at.date(),
        key=customer,
    )


def viewer(key: str):
    return viewer_for(User(username=key, staff=Staff.objects.get(pk=key)), TODAY)


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({}, ["C1", "C2", "D1"]),
        ({"types": [], "products": ["F1"]}, ["C1", "D1"]),
        ({"types": ["wealth"], "products": ["F2"]}, ["C2", "C3", "D1"]),
        ({"institution_id": "O1"}, ["C1", "C2"]),
    ],
)
def test_it_touches_who_holds_something_of_it_below(market: Market, fields: dict, who: list[str]) -> None:
    event = market.event(**fields)
    before = {one.staff.pk: one.customers for one in shares_now(event, [event.institution_id])}
    assert touched(open_event(event_id=event.pk, by="HB", at=later())[0]) == who
    assert sum(before.values()) == len(who) == MarketEvent.objects.get().customers


def test_a_draft_says_what_each_managers_customers_hold(market: Market) -> None:
    found = shares_now(market.event(), ["B1"])
    assert [(one.staff.pk, one.customers, one.holds) for one in found] == [("W1", 2, 300), ("W2", 1, 400)]
    assert [one.staff.pk for one in shares_now(market.event(), ["O2"])] == ["W2"]


def test_opening_gives_each_manager_the_duty_with_its_why_and_time(market: Market) -> None:
    opened(market)
    duty = Duty.objects.get(subject_id="C1")
    assert (duty.kind, duty.clause, duty.owner_staff_id, duty.institution_id) == (
        "market_event.told", "A31.3", "W1", "O1",
    )  # fmt: skip
    assert duty.inputs["title"]["value"] == "基金大跌"
    assert duty.due_at.astimezone(later().tzinfo).date() == TODAY + timedelta(days=4)  # end of the third working day
    assert duty.lapses_at is None
    assert to_tell("C1")[0].tell == "不必急于赎回"


def test_opened_twice_it_happens_once(market: Market) -> None:
    event = market.event()
    assert [open_event(event_id=event.pk, by="HB", at=later())[1] for _ in range(2)] == [True, False]
    assert Duty.objects.count() == TouchedCustomer.objects.count() == 3
    assert Entry.objects.filter(action="market_event.open").count() == 1


def test_two_events_of_a_day_are_one_talk(market: Market) -> None:
    first, second = opened(market), opened(market, title="降息", types=["wealth"])
    assert touched(second) == ["C3", "D1"]
    assert Duty.objects.filter(subject_id="D1").count() == 1
    assert [one.title for one in to_tell("D1")] == ["降息", "基金大跌"]
    talk("D1", 0, by="W2")
    for event in (first, second):
        assert sum((one.told for one in shares_told(event, ["B1"], later())), Told()).met == 1
    assert to_tell("D1") == []


def test_how_the_telling_goes_is_the_ledgers_verdict(market: Market) -> None:
    event = opened(market)
    talk("C1", 1)
    talk("C2", 8)
    found = {one.staff.pk: one.told for one in shares_told(event, ["B1"], later(days=9))}
    assert found == {"W1": Told(met=1, late=1), "W2": Told(overdue=1)}
    whole = sum(found.values(), Told())
    assert (whole.all, whole.done, whole.in_time) == (3, 2, Fraction(1, 3))
    assert shares_told(event, ["O3"], later()) == []


def test_an_outlet_that_tightened_the_time_has_less_of_it(market: Market) -> None:
    InstitutionValue.objects.create(
        institution_id="O1", key="market_event.working_days", value="1", from_on=date(2026, 11, 1), reason="x",
        proposed_by="H1", proposed_at=later(days=-30), state="approved", decided_by="HB", decided_at=later(days=-29),
    )  # fmt: skip
    opened(market)
    one, other = Duty.objects.get(subject_id="C1"), Duty.objects.get(subject_id="D1")
    assert (other.due_at - one.due_at).days == 2
    assert one.inputs["working_days"]["value"] == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 61}, "title"),
        ({"happened": ""}, "happened"),
        ({"tell": ""}, "tell"),
        ({"types": []}, "products"),
        ({"products": ["F9"]}, "products"),
        ({"types": ["yacht"]}, "types"),
        ({"happened_on": TODAY + timedelta(days=1)}, "happened_on"),
    ],
)
def test_what_cannot_be_written_is_refused_by_its_field(market: Market, fields: dict, field: str) -> None:
    with pytest.raises(EventRefused) as refused:
        market.event(**fields)
    assert refused.value.field == field


def test_an_event_that_touches_nobody_opens_nothing(market: Market) -> None:
    Holding.objects.all().delete()
    with pytest.raises(EventRefused):
        opened(market)
    assert MarketEvent.objects.get().opened_at is None


def test_a_draft_may_be_changed_an_opened_event_never(market: Market) -> None:
    event = market.event()
    market.event(event_id=event.pk, title="改过")
    open_event(event_id=event.pk, by="HB", at=later())
    with pytest.raises(EventRefused):
        market.event(event_id=event.pk, title="再改")
    assert MarketEvent.objects.get().title == "改过"
    with pytest.raises(Exception, match=r"final|never"), transaction.atomic():
        MarketEvent.objects.update(tell="别的")


def test_half_an_opening_cannot_be_kept(market: Market) -> None:
    event = market.event()
    with pytest.raises(IntegrityError), transaction.atomic():
        MarketEvent.objects.filter(pk=event.pk).update(opened_at=later())


def test_who_may_read_which_event(market: Market) -> None:
    person("D9", Position.DEPARTMENT_OFFICER, "B1")
    person("H3", Position.OUTLET_HEAD, "O3")
    draft, told = market.event(), opened(market, title="已下发")
    seen = {key: [one.pk for one in events(viewer(key))] for key in ("HB", "H1", "W1", "D9", "H3")}
    assert seen == {
        "HB": [told.pk, draft.pk], "H1": [told.pk], "W1": [told.pk], "D9": [told.pk, draft.pk], "H3": [],
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        readable(viewer("W1"), draft.pk)


def test_the_number_of_customers_costs_no_statement_more(market: Market) -> None:
    def statements() -> int:
        event = market.event()
        with CaptureQueriesContext(connection) as seen:
            open_event(event_id=event.pk, by="HB", at=later())
        return len(seen.captured_queries)

    few = statements()
    Customer.objects.bulk_create(
        Customer(customer_id=f"N{n}", kind="P", name="某", home_institution_id="O1", manager_id="W1", assets=1,
                 tier="wealth", as_of=TODAY) for n in range(2000)
    )  # fmt: skip
    Holding.objects.bulk_create(Holding(customer_id=f"N{n}", product_id="F1", balance=1) for n in range(2000))
    assert statements() <= few
    assert MarketEvent.objects.latest("pk").customers == 2003


@pytest.mark.slow
def test_opened_by_two_at_once_every_customer_has_one_duty(on_each_database: str) -> None:
    market = Market()
    event = market.event()
    results = at_once(*[lambda: open_event(event_id=event.pk, by="HB", at=later())] * 4, refusals=EventRefused)
    assert sorted(fresh for _, fresh in results) == [False, False, False, True]
    assert Duty.objects.count() == TouchedCustomer.objects.count() == 3
