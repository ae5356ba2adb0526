"""Handing a portfolio over: proposed, signed by both, in force from its day with all that belongs to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.portfolio import TODAY, Portfolio, later
from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.duties.models import Duty, DutyEvent
from tingtang.handovers.actions import end, propose, put_in_force, settle, sign
from tingtang.handovers.errors import HandoverRefused, NotYours, WrongState
from tingtang.handovers.models import Handover, HandoverLine
from tingtang.organisation.access import Tie, viewer_for
from tingtang.organisation.models import Staff, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import away, person

Line = HandoverLine.State


def proposed(portfolio: Portfolio, **fields: object) -> Handover:
    given = {
        "giver_id": "W1", "taker_id": "W2", "reason": "transfer", "note": "C1 的理财下周到期", "from_on": TODAY,
        "by": "W1", "at": later(),
    }  # fmt: skip
    return propose(**{**given, **fields})


def signed(portfolio: Portfolio, **fields: object) -> Handover:
    made = proposed(portfolio, **fields)
    for who in (made.giver_id, made.taker_id):
        made = sign(handover_id=made.pk, by=who, at=later(hours=1))
    return made


def in_force(portfolio: Portfolio, **fields: object) -> Handover:
    return put_in_force(handover_id=signed(portfolio, **fields).pk, at=later(hours=2))


def states() -> dict[str, str]:
    return dict(HandoverLine.objects.order_by("pk").values_list("customer_id", "state"))


def manager(key: str) -> str | None:
    return Customer.objects.get(pk=key).manager_id


@pytest.fixture
def two(portfolio: Portfolio) -> Portfolio:
    portfolio.customer("C1")
    portfolio.customer("C2")
    return portfolio


def test_both_sign_before_anything_moves(two: Portfolio) -> None:
    made = proposed(two)
    assert made.state == "proposed"
    assert sign(handover_id=made.pk, by="W2", at=later()).state == "proposed"
    assert manager("C1") == "W1"
    with pytest.raises(WrongState):
        put_in_force(handover_id=made.pk, at=later())
    assert sign(handover_id=made.pk, by="W1", at=later()).state == "signed"
    assert manager("C1") == "W1"


def test_each_side_owes_its_signature_and_has_met_it_by_signing(two: Portfolio) -> None:
    made = proposed(two)
    owed = Duty.objects.filter(kind="handover.sign")
    assert dict(owed.values_list("subject_id", "owner_staff_id")) == {
        f"{made.pk}.giver": "W1",
        f"{made.pk}.taker": "W2",
    }
    sign(handover_id=made.pk, by="W2", at=later(hours=1))
    assert dict(owed.values_list("owner_staff_id", "state")) == {"W1": "open", "W2": "met"}


def test_in_force_customers_and_their_open_duties_are_the_takers(two: Portfolio) -> None:
    one = two.duty(Customer.objects.get(pk="C1"), "contact.private")
    done = two.duty(
        Customer.objects.get(pk="C2"), "contact.private", state="missed", closed_at=later(), lapses_at=later()
    )
    before = one.due_at
    made = in_force(two)
    assert (made.state, made.moved) == ("in_force", {"customers": 2, "duties": 1})
    assert [manager(key) for key in ("C1", "C2")] == ["W2", "W2"]
    one.refresh_from_db()
    done.refresh_from_db()
    assert (one.owner_staff_id, one.institution_id, one.due_at) == ("W2", "O2", before)
    assert done.owner_staff_id == "W1"
    event = DutyEvent.objects.get(duty=one.pk, what="owner_changed")
    assert (event.detail["before"]["staff"], event.detail["after"]["staff"]) == ("W1", "W2")
    assert states() == {"C1": "standing", "C2": "standing"}


def test_the_taker_sees_the_customer_and_the_giver_no_longer_does(two: Portfolio) -> None:
    in_force(two)

    def viewer(key: str):
        return viewer_for(User(username=key, staff=Staff.objects.get(pk=key)), TODAY)

    assert tied_customer(viewer("W2"), "C1")[1] == Tie.MANAGER
    with pytest.raises(PermissionDenied):
        tied_customer(viewer("W1"), "C1")


def test_before_its_day_a_signed_handover_waits(two: Portfolio) -> None:
    made = signed(two, from_on=TODAY + timedelta(days=3))
    assert put_in_force(handover_id=made.pk, at=later()).state == "signed"
    assert put_in_force(handover_id=made.pk, at=later(days=3)).state == "in_force"


def test_put_in_force_twice_it_happens_once(two: Portfolio) -> None:
    made = in_force(two)
    put_in_force(handover_id=made.pk, at=later(days=1))
    assert Entry.objects.filter(action="handover.in_force").count() == 1


def test_what_other_rooms_keep_moves_in_the_same_transaction(two: Portfolio) -> None:
    told = []

    def other_room(moving) -> dict[str, int]:
        told.append((sorted(moving.customer_ids), moving.giver_id, moving.taker_id))
        return {"bookings": 3}

    def broken(_moving) -> dict[str, int]:
        raise RuntimeError("the other room is on fire")

    made = signed(two)
    with pytest.raises(RuntimeError), transaction.atomic():
        put_in_force(handover_id=made.pk, at=later(), also=[broken])
    assert manager("C1") == "W1"
    assert put_in_force(handover_id=made.pk, at=later(), also=[other_room]).moved["bookings"] == 3
    assert told == [(["C1", "C2"], "W1", "W2")]


def test_some_customers_may_go_and_the_others_stay(two: Portfolio) -> None:
    in_force(two, customer_ids=["C2"])
    assert (manager("C1"), manager("C2")) == ("W1", "W2")


# -- who signs --------------------------------------------------------------------------------------------------------


def test_a_head_signs_for_a_giver_who_is_gone_or_away_and_for_nobody_else(two: Portfolio) -> None:
    made = proposed(two, by="H1")
    with pytest.raises(NotYours):
        sign(handover_id=made.pk, by="H1", at=later())
    away(Staff.objects.get(pk="W1"), Staff.objects.get(pk="W2"), TODAY, TODAY)
    assert sign(handover_id=made.pk, by="H1", at=later()).giver_signed_by == "H1"
    sign(handover_id=made.pk, by="W2", at=later())
    assert Handover.objects.get().state == "signed"


def test_who_has_left_owes_no_signature(two: Portfolio) -> None:
    Staff.objects.filter(pk="W1").update(to_on=TODAY - timedelta(days=1))
    proposed(two, by="H1")
    assert list(Duty.objects.filter(kind="handover.sign").values_list("owner_staff_id", flat=True)) == ["W2"]


def test_a_head_of_another_branch_signs_and_proposes_nothing(two: Portfolio) -> None:
    person("H3", Position.OUTLET_HEAD, "O3")
    with pytest.raises(NotYours):
        proposed(two, by="H3")
    Staff.objects.filter(pk="W1").update(to_on=TODAY - timedelta(days=1))
    made = proposed(two, by="H1")
    with pytest.raises(NotYours):
        sign(handover_id=made.pk, by="H3", at=later())


def test_a_head_who_takes_the_customers_does_not_sign_for_the_giver_too(two: Portfolio) -> None:
    Staff.objects.filter(pk="W1").update(to_on=TODAY - timedelta(days=1))
    made = proposed(two, by="H1", taker_id="H1")
    sign(handover_id=made.pk, by="H1", at=later())
    found = Handover.objects.get()
    assert (found.giver_signed_at, found.taker_signed_at is None) == (None, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.update(giver_signed_by="H1", giver_signed_at=later())


def test_signed_twice_nothing_changes(two: Portfolio) -> None:
    made = proposed(two)
    first = sign(handover_id=made.pk, by="W1", at=later()).giver_signed_at
    assert sign(handover_id=made.pk, by="W1", at=later(hours=3)).giver_signed_at == first


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"taker_id": "W1"}, "taker"),
        ({"taker_id": "nobody"}, "taker"),
        ({"taker_id": "T9"}, "taker"),
        ({"reason": "tired"}, "reason"),
        ({"note": "  "}, "note"),
        ({"note": "x" * 401}, "note"),
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"customer_ids": ["D1"]}, "customers"),
        ({"customer_ids": []}, "customers"),
        ({"by": "W2"}, "by"),
    ],
)
def test_what_cannot_be_proposed_is_refused_by_its_field(two: Portfolio, fields: dict, field: str) -> None:
    two.customer("D1", "W2")
    person("T9", Position.CLOSED_TELLER, "O1")
    with pytest.raises(HandoverRefused) as refused:
        proposed(two, **fields)
    assert refused.value.field == field
    assert not Handover.objects.exists()


def test_a_customer_waits_in_one_handover_at_a_time(two: Portfolio) -> None:
    proposed(two, customer_ids=["C1"])
    with pytest.raises(HandoverRefused) as refused:
        proposed(two)
    assert refused.value.field == "customers"
    proposed(two, customer_ids=["C2"])


def test_refused_it_leaves_everything_where_it_was(two: Portfolio) -> None:
    made = proposed(two)
    end(handover_id=made.pk, answer="我手上客户已满", by="W2", at=later())
    assert (Handover.objects.get().state, set(states().values())) == ("ended", {"dropped"})
    assert set(Duty.objects.values_list("state", flat=True)) == {"cancelled"}
    with pytest.raises(WrongState):
        end(handover_id=made.pk, answer="再次", by="W1", at=later())
    proposed(two)


def test_ended_needs_a_reason_and_somebody_concerned(two: Portfolio) -> None:
    made = proposed(two)
    with pytest.raises(HandoverRefused):
        end(handover_id=made.pk, answer=" ", by="W1", at=later())
    person("W9", Position.WEALTH_MANAGER, "O2")
    with pytest.raises(NotYours):
        end(handover_id=made.pk, answer="x", by="W9", at=later())


def test_in_force_it_is_history(two: Portfolio) -> None:
    in_force(two)
    with pytest.raises(Exception, match=r"final|never"), transaction.atomic():
        Handover.objects.update(note="别的")


# -- against the core bank --------------------------------------------------------------------------------------------


def test_when_the_core_bank_named_somebody_else_meanwhile_that_customer_is_left_out(two: Portfolio) -> None:
    person("W9", Position.WEALTH_MANAGER, "O1")
    made = signed(two)
    Customer.objects.filter(pk="C2").update(manager="W9")
    put_in_force(handover_id=made.pk, at=later())
    assert states() == {"C1": "standing", "C2": "overruled"}
    assert manager("C2") == "W9"


@pytest.mark.parametrize(
    ("said", "becomes"), [("W1", "standing"), ("W2", "agreed"), ("W9", "overruled"), ("", "overruled")]
)
def test_what_the_feed_says_settles_the_line(two: Portfolio, said: str, becomes: str) -> None:
    in_force(two, customer_ids=["C1"])
    line = HandoverLine.objects.get()
    settle(named={line.pk: said}, on=date(2026, 11, 24), by="system:night", at=later(days=1))
    assert states() == {"C1": becomes}


def test_handed_on_before_the_core_bank_knew_the_new_line_stands_against_the_same(two: Portfolio) -> None:
    person("W9", Position.WEALTH_MANAGER, "O2")
    in_force(two, customer_ids=["C1"])
    in_force(two, giver_id="W2", taker_id="W9", by="W2", customer_ids=["C1"])
    rows = list(HandoverLine.objects.order_by("pk").values_list("state", "feed_manager_id"))
    assert rows == [("succeeded", "W1"), ("standing", "W1")]
    assert manager("C1") == "W9"


def test_given_back_before_the_core_bank_knew_nothing_stands_any_more(two: Portfolio) -> None:
    in_force(two, customer_ids=["C1"])
    in_force(two, giver_id="W2", taker_id="W1", by="W2", customer_ids=["C1"])
    assert list(HandoverLine.objects.order_by("pk").values_list("state", flat=True)) == ["succeeded", "agreed"]
    assert manager("C1") == "W1"


# -- several at once --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_of_two_handovers_of_one_customer_at_once_one_stands(on_each_database: str) -> None:
    portfolio = Portfolio()
    for key in ("C1", "C2"):
        portfolio.customer(key)
    person("W9", Position.WEALTH_MANAGER, "O1")
    results = at_once(
        *(lambda taker=taker: proposed(portfolio, taker_id=taker) for taker in ("W2", "W9")), refusals=HandoverRefused
    )
    assert sorted(type(one).__name__ for one in results) == ["Handover", "HandoverRefused"]
    assert HandoverLine.objects.filter(state="waiting").count() == 2
    assert Handover.objects.count() == 1


@pytest.mark.slow
def test_put_in_force_by_two_at_once_each_duty_moves_once(on_each_database: str) -> None:
    portfolio = Portfolio()
    duty = portfolio.duty(portfolio.customer("C1"), "contact.private")
    made = signed(portfolio)
    at_once(*[lambda: put_in_force(handover_id=made.pk, at=later(hours=2))] * 4, refusals=WrongState)
    assert DutyEvent.objects.filter(duty=duty.pk).count() == 1
    assert states() == {"C1": "standing"}
