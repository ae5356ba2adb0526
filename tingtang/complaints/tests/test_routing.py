"""Who coordinates: no dead end in the table for any tier, unit, channel, department; resolved to somebody."""

from __future__ import annotations

from itertools import product

import pytest

from tingtang.complaints.routing import department_of, routed, tier_of
from tingtang.complaints.tests.desk import MONDAY, Desk, duties
from tingtang.customers.models import Customer
from tingtang.manual.book import CaseFacts, load
from tingtang.manual.book.complaints import TIERS, UNITS, all_facts
from tingtang.manual.rules.complaint_routing import route
from tingtang.organisation.models import Institution, InstitutionKind, Leave, Staff

BOOK = load()
ON = MONDAY.date()


def test_the_table_ends_nowhere_for_no_tier_unit_channel_and_department() -> None:
    codes = BOOK.complaint_codes
    every = list(all_facts(codes))
    assert len(every) == len(TIERS) * len(UNITS) * len(codes.channels) * len(codes.departments) > 1900
    assert set(UNITS) == set(InstitutionKind.values)
    for facts in every:
        found = route(BOOK.complaint_routes, facts)
        assert (found.seats[-1].at, found.seats[-1].position) == ("unit", "branch_head")


def test_a_code_the_manual_does_not_have_is_told() -> None:
    with pytest.raises(ValueError, match="no line"):
        route(BOOK.complaint_routes[:1], CaseFacts("private", "outlet", "web", "union"))


@pytest.mark.parametrize(
    ("tier", "channel", "business", "clause", "who"),
    [
        ("private", "ticket", "account", "A34.1", "H1"),  # the head of the outlet that holds the wealth centre
        ("private", "phone", "account", "A34.1", "CO"),  # the private bank's complaint officer (A34.6)
        ("wealth", "ticket", "account", "A34.1", "H1"),
        ("wealth_management", "web", "fund", "A34.1", "H1"),
        ("corporate_vip", "ticket", "corporate", "A34.1", "HB1"),  # the managing branch
        ("corporate_vip", "phone", "corporate", "A34.1", "OP1"),
        ("ordinary", "phone", "card", "A36.2", "OP1"),  # operations answer for 95566
        ("ordinary", "ticket", "account", "A35.1", "H1"),
        ("ordinary", "superior", "account", "A35.2", "H1"),
        ("ordinary", "media", "account", "A35.4", "HB1"),
    ],
)
def test_who_coordinates_at_an_outlet(
    desk: Desk, tier: str, channel: str, business: str, clause: str, who: str
) -> None:
    outlet = Institution.objects.get(pk="O1")
    found = routed(institution=outlet, tier=tier, channel=channel, business=business, on=ON)
    assert (found.route.clause, found.coordinator.staff and found.coordinator.staff.pk) == (clause, who)


@pytest.mark.parametrize(
    ("unit", "tier", "business", "who"),
    [("PB", "private", "account", "HPB"), ("B1", "ordinary", "payment", "S1"), ("B1", "ordinary", "account", "HB1"),
     ("P", "ordinary", "account", "U1"), ("P", "ordinary", "payment", "S1")],
)  # fmt: skip
def test_who_coordinates_elsewhere(desk: Desk, unit: str, tier: str, business: str, who: str) -> None:
    place = Institution.objects.get(pk=unit)
    found = routed(institution=place, tier=tier, channel="letter", business=business, on=ON)
    assert found.coordinator.staff is not None
    assert found.coordinator.staff.pk == who


def test_in_every_unit_of_the_bank_every_case_has_somebody(desk: Desk) -> None:
    codes = BOOK.complaint_codes
    for place in Institution.objects.all():
        for tier, channel in product(TIERS, codes.channels):
            found = routed(institution=place, tier=tier, channel=channel, business="corporate", on=ON)
            assert found.coordinator.staff is not None, (place.pk, tier, channel)


def test_on_leave_the_deputy_coordinates_and_the_log_says_for_whom(desk: Desk) -> None:
    Leave.objects.create(staff_id="H1", deputy_id="W1", first_on=ON, last_on=ON)
    case = desk.case()
    assert case.coordinator_id == "W1"
    assert case.events.get(n=1).data["for"] == "H1"


def test_a_deputy_who_is_complained_about_does_not_step_in(desk: Desk) -> None:
    Leave.objects.create(staff_id="H1", deputy_id="W1", first_on=ON, last_on=ON)
    assert desk.case(concerned=["W1"]).coordinator_id == "D1"


def test_with_nobody_left_the_case_waits_for_the_role_at_the_root(desk: Desk) -> None:
    case = desk.case(concerned=list(Staff.objects.values_list("pk", flat=True)))
    assert (case.coordinator_id, case.coordinator_role, case.place_id) == (None, "branch_head", "P")
    assert {(one.owner_staff_id, one.owner_role) for one in duties(case, "regulator")} == {(None, "branch_head")}


def test_a_key_company_has_a_tier_of_its_own_and_a_stranger_is_ordinary(desk: Desk) -> None:
    assert tier_of(Customer.objects.get(pk="C3")) == "corporate_vip"
    assert tier_of(None) == "ordinary"
    assert desk.case(customer_id="C3", complainant="").tier == "corporate_vip"


def test_a_department_is_known_by_its_name(desk: Desk) -> None:
    assert {code: department_of(code) for code in ("union", "operations", "settlement", "security")} == {
        "union": "DU", "operations": "DO", "settlement": "DS", "security": None,
    }  # fmt: skip
