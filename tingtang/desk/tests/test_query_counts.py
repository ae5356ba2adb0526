"""Queries a page, recorded in query_counts.json and held: a page may get cheaper, never quietly dearer.

After a change that is worth its price: TINGTANG_RECORD_QUERIES=1 pytest tingtang/desk/tests/test_query_counts.py
"""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import FILE, held
from tingtang.desk.tests.test_attrition import PAGES as SIGNALS
from tingtang.desk.tests.test_booking_places import PAGES as BOOKINGS
from tingtang.desk.tests.test_complaint_counts import PAGES as COMPLAINTS
from tingtang.desk.tests.test_corporate import PAGES as COMPANIES
from tingtang.desk.tests.test_customer import PAGES as CUSTOMERS
from tingtang.desk.tests.test_handovers import PAGES as HANDOVERS
from tingtang.desk.tests.test_information import PAGES as INFORMATION
from tingtang.desk.tests.test_information_lists import PAGES as LISTS
from tingtang.desk.tests.test_market import PAGES as EVENTS
from tingtang.desk.tests.test_operations import PAGES as OPERATIONS
from tingtang.desk.tests.test_outreach_pages import PAGES as OUTREACH
from tingtang.desk.tests.test_quota import PAGES as QUOTA
from tingtang.desk.tests.test_referral_counts import PAGES as CARDS
from tingtang.desk.tests.test_routines import PAGES as ROUTINES
from tingtang.desk.tests.test_satisfaction import PAGES as SATISFACTION

PAGES = {
    "my day": ("M1", "/"),
    "my day, filtered": ("M1", "/?state=soon&clause=A31.2a&tier=private&q=C"),
    "my day, the list alone": ("M1", "/", True),
    "contact form": ("M1", "/customers/C00000/contact"),
    "why": ("M1", "/duties/{duty}/why"),
    "month": ("M1", "/month/{month}"),
    "a day of the month": ("M1", "/month-day/{today}"),
    "team": ("H1", "/team"),
    "excuses": ("H1", "/excuses"),
    "compliance, a branch": ("HB", "/compliance"),
    "compliance, an outlet": ("H1", "/compliance"),
    "cases": ("HB", "/compliance/cases"),
    "the manual": ("HB", "/manual"),
    "an article": ("HB", "/manual/A31"),
    "an article's cases": ("HB", "/manual/A31/cases"),
    "values by re-check": ("HB", "/manual/values"),
    "a value": ("HB", "/manual/values/contact.interval_days.private"),
    "proposals": ("HB", "/manual/proposals"),
    "phrase check": ("HB", "/manual/phrases"),
    "inspections": ("HB", "/inspections"),
    "lobby logs": ("H1", "/logs"),
    "lobby log of today": ("H1", "/logs/today"),
    "meetings": ("H1", "/meetings"),
    "a meeting to be written down": ("H1", "/meetings/new?kind=morning"),
    "the agenda of a meeting": ("H1", "/meetings/agenda?kind=morning", True),
    "departments": ("HB", "/meetings/departments"),
    "emergency plans": ("H1", "/emergency"),
    "training": ("H1", "/training"),
    "languages": ("H1", "/languages?code=en"),
    "inspections, the plan": ("HB", "/inspections/plan"),
    "inspections, findings": ("HB", "/inspections/findings"),
    "inspections, results": ("HB", "/inspections/results"),
    "awards": ("HB", "/inspections/awards"),
    "opinion book": ("H1", "/opinions?state=all"),
    "opinion figures": ("HB", "/opinions/figures"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_no_more_queries_than_recorded(bank: DeskBank, name: str) -> None:
    customers = bank.busy_day(50, waiting=10)
    bank.past_month(customers[0])
    who, address, *fragment = PAGES[name]
    duty = bank.duty(customers[0], "fund.opens")
    address = address.format(duty=duty.pk, today=bank.today, month=bank.today.replace(day=1))
    page = Client(headers={"HX-Request": "true"} if fragment else None)
    page.force_login(bank.user(bank.person_by(who)))
    page.get(address)  # sessions and the manual are warm, as they are for the second page of anybody's day
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)


def test_every_page_of_the_record_is_measured() -> None:
    assert set(json.loads(FILE.read_text())) == {
        *PAGES,
        *CARDS,
        *CUSTOMERS,
        *INFORMATION,
        *SIGNALS,
        *EVENTS,
        *HANDOVERS,
        *OUTREACH,
        *QUOTA,
        *BOOKINGS,
        *LISTS,
        *COMPLAINTS,
        *OPERATIONS,
        *COMPANIES,
        *ROUTINES,
        *SATISFACTION,
    }
