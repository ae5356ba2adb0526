"""Contacts planned from a list: spread over working days, within the cap, once a customer, met by reaching them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.audit.models import Entry
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.models import Duty
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import Tie, tied_customers
from tingtang.organisation.tests.bank import away
from tingtang.outreach.actions import Planned, plan_contacts
from tingtang.outreach.actions.planning import working_days
from tingtang.outreach.errors import OutreachRefused
from tingtang.outreach.tests.people import MONDAY, TODAY, People
from tingtang.shared.calendar import WorkingCalendar

FRIDAY = date(2026, 11, 27)


def plan(people: People, ids: list[str], **given: Any) -> Planned:
    plain = {"customer_ids": ids, "first_on": TODAY, "list_name": "到期客户", "by": "H1", "at": MONDAY}
    return plan_contacts(**{**plain, **given})


def days_of(who: str = "W1") -> list[date]:
    return sorted(Duty.objects.filter(kind="outreach.contact", owner_staff=who).values_list("period_on", flat=True))


def test_working_days_pass_over_weekends_holidays_and_count_make_up_days() -> None:
    calendar = WorkingCalendar.package()
    assert working_days(FRIDAY, 2, calendar) == [FRIDAY, date(2026, 11, 30)]
    spring = working_days(date(2026, 2, 13), 4, calendar)  # the Saturday after is made up, then the Spring Festival
    assert spring == [date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 24), date(2026, 2, 25)]


def test_no_day_holds_more_than_the_manual_lets_it_and_assets_go_first(people: People) -> None:
    cap = int(str(value("outreach.planned_per_day", TODAY).value))
    ids = [people.customer(f"C{n:02}", assets=Decimal(n)).pk for n in range(cap + 3)]
    done = plan(people, ids, first_on=FRIDAY)
    assert done.days == {("W1", FRIDAY): cap, ("W1", date(2026, 11, 30)): 3}
    last = Duty.objects.filter(period_on=date(2026, 11, 30)).values_list("subject_id", flat=True)
    assert set(last) == {"C00", "C01", "C02"}


def test_what_stands_already_counts_towards_the_day(people: People) -> None:
    cap = int(str(value("outreach.planned_per_day", TODAY).value))
    first = [people.customer(f"A{n:02}").pk for n in range(cap - 1)]
    second = [people.customer(f"B{n:02}").pk for n in range(2)]
    plan(people, first)
    plan(people, second)
    assert days_of() == [TODAY] * cap + [TODAY + timedelta(days=1)]


def test_each_customer_goes_to_their_own_manager_whose_leave_is_passed_over(people: People) -> None:
    away(people.people["W2"], people.people["W1"], TODAY, TODAY + timedelta(days=1))
    people.customer("C1", manager="W1")
    people.customer("C2", manager="W2")
    plan(people, ["C1", "C2"])
    assert (days_of("W1"), days_of("W2")) == ([TODAY], [TODAY + timedelta(days=2)])


def test_who_cannot_be_planned_is_left_out_and_counted(people: People) -> None:
    people.customer("MINE")
    people.customer("NOBODYS", manager=None)
    people.customer("FAR", manager="W3", home_institution_id="O3")
    plan(people, ["MINE"])
    done = plan(people, ["MINE", "NOBODYS", "FAR", "GHOST"])
    assert done.total == 0
    assert done.skipped == {"planned": 1, "no_manager": 1, "unknown": 2}


def test_a_head_gives_contacts_to_whoever_keeps_in_touch_at_the_own_place_and_nobody_else_does(people: People) -> None:
    for key, manager in (("C1", "W1"), ("C2", None), ("C3", "W1"), ("C4", "W1")):
        people.customer(key, manager=manager)
    assert plan(people, ["C1"], to_staff="W2", by="W1").skipped == {"no_tie": 1}  # a colleague gives nothing away
    assert plan(people, ["C1"], to_staff="W3", by="HB").skipped == {"no_tie": 1}  # another branch
    assert plan(people, ["C1"], to_staff="T1").skipped == {"no_tie": 1}  # a closed teller keeps in touch with nobody
    assert plan(people, ["C1", "C2"], to_staff="W2").days == {("W2", TODAY): 2}
    assert plan(people, ["C3"], to_staff="H1").days == {("H1", TODAY): 1}
    assert plan(people, ["C4"], to_staff="W1").days == {("W1", TODAY): 1}
    kinds = Duty.objects.filter(clause="A21.1c").order_by("subject_id").values_list("subject_id", "kind")
    assert list(kinds) == [
        ("C1", "outreach.given"), ("C2", "outreach.given"), ("C3", "outreach.given"), ("C4", "outreach.contact")
    ]  # fmt: skip
    with pytest.raises(OutreachRefused) as refused:
        plan(people, ["C1"], to_staff="nobody")
    assert refused.value.field == "to_staff"


def test_reaching_the_customer_meets_it_and_then_they_may_be_planned_again(people: People) -> None:
    people.customer("C1")
    plan(people, ["C1"])
    reached = Evidence("contact.reached", "contact", "1", "customer", "C1", MONDAY, channel="phone")
    close_with_evidence(evidence=reached, by="W1", at=MONDAY)
    duty = Duty.objects.get(kind="outreach.contact")
    assert (duty.state, duty.clause, duty.evidence_kind) == ("met", "A21.1c", "contact")
    assert plan(people, ["C1"]).days == {("W1", TODAY + timedelta(days=1)): 1}  # one a day in the ledger


def test_a_contact_that_was_given_is_the_tie_until_it_is_made_and_stays_with_whom_it_was_given_to(
    people: People,
) -> None:
    people.customer("C1")
    with pytest.raises(PermissionDenied):
        tied_customer(people.viewer("W2"), "C1")
    plan(people, ["C1"], to_staff="W2")
    assert tied_customer(people.viewer("W2"), "C1")[1] == Tie.ENTRUSTED
    assert Customer.objects.filter(tied_customers(people.viewer("W2"))).count() == 0  # lists and search stay theirs
    assert rulebook().kinds["outreach.given"].owner == "server"  # those of managers follow whom the core bank names
    duty = Duty.objects.get(kind="outreach.given")
    assert (duty.owner_staff_id, duty.inputs["given_by"]["value"]) == ("W2", people.people["H1"].name)
    reached = Evidence("contact.reached", "contact", "1", "customer", "C1", MONDAY, channel="phone")
    close_with_evidence(evidence=reached, by="W2", at=MONDAY)
    with pytest.raises(PermissionDenied):
        tied_customer(people.viewer("W2"), "C1")


def test_a_duty_names_the_list_and_no_customer(people: People) -> None:
    people.customer("C1")
    plan(people, ["C1"])
    duty = Duty.objects.get(kind="outreach.contact")
    assert {name: said["value"] for name, said in duty.inputs.items()} == {
        "list": "到期客户", "planned_on": TODAY.isoformat()
    }  # fmt: skip
    entry = Entry.objects.get(action="list.plan")
    assert entry.detail == {"list": "到期客户", "planned": 1, "skipped": {}, "to": ""}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("rows", {"customer_ids": []}),
        ("rows", {"customer_ids": [f"X{n}" for n in range(301)]}),
        ("first_on", {"first_on": TODAY - timedelta(days=1)}),
        ("first_on", {"first_on": TODAY + timedelta(days=400)}),
        ("list_name", {"list_name": " "}),
        ("list_name", {"list_name": "长" * 41}),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_input_named(people: People, field: str, given: dict[str, Any]) -> None:
    people.customer("C1")
    with pytest.raises(OutreachRefused) as refused:
        plan(people, ["C1"], **given)
    assert refused.value.field == field
    assert not Duty.objects.filter(kind="outreach.contact").exists()


def test_a_full_horizon_leaves_the_rest_out(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from tingtang.outreach.actions import planning

    monkeypatch.setattr(planning, "_rules", lambda _viewer, _today: planning._Rules(per_day=1, horizon=2, most=9))
    ids = [people.customer(f"C{n}").pk for n in range(3)]
    done = plan(people, ids)
    assert (done.total, done.skipped) == (2, {"full": 1})
