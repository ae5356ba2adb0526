"""Queries of the customers' pages, recorded in guest_query_counts.json and held.

After a change that is worth its price: TINGTANG_RECORD_QUERIES=1 pytest tingtang/lobby/tests/test_guest_queries.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.lobby.tests.guests import GuestHall, device
from tingtang.organisation.positions import Position

FILE = Path(__file__).with_name("guest_query_counts.json")
RECORD = os.environ.get("TINGTANG_RECORD_QUERIES") == "1"
MOST = 10
READY = {"key": "k", "business": "coin_exchange"}
PAGES: dict[str, tuple[Position | None, str, dict[str, str] | None]] = {
    "kiosk": (Position.KIOSK, "/kiosk/O1", None),
    "kiosk, a question": (Position.KIOSK, "/kiosk/O1", {"topic": "cash"}),
    "kiosk, ready": (Position.KIOSK, "/kiosk/O1", READY),
    "ticket": (None, "/t/{key}", None),
    "screen": (Position.SCREEN, "/screen/O1", None),
    "screen, its part": (Position.SCREEN, "/screen/O1?part=1", None),
    "panel": (Position.PANEL, "/panel/{counter}", None),
    "panel, now": (Position.PANEL, "/panel/{counter}/now", None),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_no_more_queries_than_recorded(hall: GuestHall, name: str) -> None:
    mine = [hall.take() for _ in range(30)]
    hall.served()
    hall.called()
    position, address, form = PAGES[name]
    client = device(position, hall.at) if position else Client()
    address = address.format(key=mine[-1].key, counter=hall.one.pk)
    for _ in range(3):  # the first warms what later ones find warm, and may take longer than a token is remembered
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address) if form is None else client.post(address, form)
        assert answer.status_code == 200
    recorded = json.loads(FILE.read_text()) if FILE.exists() else {}
    if RECORD:
        recorded[name] = len(seen)
        FILE.write_text(json.dumps(recorded, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    listing = "\n".join(query["sql"][:160] for query in seen)
    assert len(seen) <= recorded.get(name, 0), f"{name}: {len(seen)} queries\n{listing}"
    assert len(seen) <= MOST, listing


def test_every_page_of_the_record_is_measured() -> None:
    assert set(json.loads(FILE.read_text())) == set(PAGES)
