"""Queries of staff's pages, recorded and held: a page may get cheaper, never quietly dearer.

After a change worth its price: TINGTANG_RECORD_QUERIES=1 pytest tingtang/lobby/tests/test_staff_queries.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tingtang.lobby.tests.now import HTMX, LobbyNow

pytestmark = pytest.mark.django_db
FILE = Path(__file__).with_name("staff_query_counts.json")
RECORD = os.environ.get("TINGTANG_RECORD_QUERIES") == "1"
PAGES = {
    "console": ("T1", "/counter"),
    "choose a counter": ("T2", "/counter"),
    "board": ("L1", "/lobby"),
    "head": ("H1", "/lobby/head"),
    "tickets": ("H1", "/lobby/tickets"),
    "devices": ("L1", "/lobby/devices"),
    "news": ("L1", "/lobby/news"),
    "counterfeit notes": ("T1", "/lobby/counterfeit"),
    "watch": ("G1", "/guard"),
    "story": ("L1", "/lobby/ticket/{ticket}"),
    "why called": ("T1", "/lobby/ticket/{ticket}/why"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_no_more_queries_than_recorded_however_many_wait(db: None, name: str) -> None:
    now = LobbyNow()
    ticket = now.serving(40).ticket_id
    for minutes in range(1, 31):
        now.take(minutes)
    who, address = PAGES[name]
    page, address = now.client(who), address.format(ticket=ticket)
    for _ in range(2):  # the part that live events read again, with the manual and the session warm
        with CaptureQueriesContext(connection) as seen:
            assert page.get(address, headers=HTMX).status_code == 200
    recorded = json.loads(FILE.read_text()) if FILE.exists() else {}
    if RECORD:
        recorded[name] = len(seen)
        FILE.write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n")
    listing = "\n".join(query["sql"][:160] for query in seen)
    assert len(seen) <= recorded.get(name, 0), f"{name}: {len(seen)} queries\n{listing}"


def test_every_page_of_the_record_is_measured() -> None:
    assert set(json.loads(FILE.read_text())) == set(PAGES)
