"""`/lobby/away` (A28.4): who served sends the record, the manager at home follows up, the department reads its list."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tingtang.audit.models import Entry
from tingtang.lobby.models import AwayService, Ticket
from tingtang.lobby.tests.customers import customer
from tingtang.lobby.tests.now import HTMX, LobbyNow
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up

pytestmark = pytest.mark.django_db
WORDS = {"process": "协助办理大额转账，核验身份", "result": "已办结"}
QUERIES = 14  # of the list, the session apart, however many records there are


@pytest.fixture
def now(db: None) -> LobbyNow:
    one = LobbyNow()
    customer()
    one.people["M3"] = signed_up(Staff.objects.get(pk="M3"))
    one.people["D1"] = signed_up(person("D1", Position.DEPARTMENT_OFFICER, "P"))
    one.people["H3"] = signed_up(person("H3", Position.OUTLET_HEAD, "O3"))
    return one


def away(now: LobbyNow, tier: str = "private", seq: int = 1, **changes: Any) -> AwayService:
    """T1 of O1 served C1 of O3 half an hour ago."""
    at = now.ago(30)
    ticket = Ticket.objects.create(
        institution_id="O1", on=now.at.date(), prefix="V", seq=seq, key=f"away-{seq}", service_class=tier,
        business="enquiry", origin="lobby", taken_at=at, clock_from=at, ahead=0, state="served", n=3, since=at,
    )  # fmt: skip
    fields: dict[str, Any] = {
        "customer_id": "C1", "tier": tier, "institution_id": "O1", "home_id": "O3", "manager_id": "M3",
        "served_by_id": "T1", "served_at": at, "to_department": tier == "private",
    }  # fmt: skip
    return AwayService.objects.create(ticket=ticket, **{**fields, **changes})


def test_who_served_sees_it_with_its_clock_and_a_masked_name_and_sends_it(now: LobbyNow) -> None:
    one = away(now)
    teller = now.client("T1")
    page = teller.get("/lobby/away").text
    assert f"/lobby/away/{one.pk}" in page
    assert "欧阳明" not in page
    assert teller.post(f"/lobby/away/{one.pk}", WORDS, headers=HTMX).status_code == 204
    one.refresh_from_db()
    assert (one.process, one.reported_by) == (WORDS["process"], "T1")
    assert teller.post(f"/lobby/away/{one.pk}", WORDS, headers=HTMX).status_code == 422  # final


@pytest.mark.parametrize("field", ["process", "result"])
def test_what_is_missing_is_refused_beside_its_field_and_the_rest_kept(now: LobbyNow, field: str) -> None:
    one = away(now)
    answer = now.client("T1").post(f"/lobby/away/{one.pk}", {**WORDS, field: " "}, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    kept = next(text for name, text in WORDS.items() if name != field)
    assert kept in answer.text


def test_the_head_has_the_outlets_list_and_may_send_for_who_left(now: LobbyNow) -> None:
    one = away(now)
    assert f"/lobby/away/{one.pk}" in now.client("H1").get("/lobby/away?list=report").text
    assert now.client("H1").post(f"/lobby/away/{one.pk}", WORDS, headers=HTMX).status_code == 204


def test_the_manager_at_home_sees_it_once_sent_by_name_and_cannot_send_it(now: LobbyNow) -> None:
    one = away(now)
    assert "欧阳明" not in now.client("M3").get("/lobby/away?list=home").text
    assert now.client("M3").post(f"/lobby/away/{one.pk}", WORDS, headers=HTMX).status_code == 403
    now.client("T1").post(f"/lobby/away/{one.pk}", WORDS, headers=HTMX)
    assert "欧阳明" in now.client("M3").get("/lobby/away?list=home").text
    assert WORDS["result"] in now.client("H3").get(f"/lobby/away/{one.pk}").text


def test_the_department_has_private_bank_clients_alone_masked(now: LobbyNow) -> None:
    private, wealth = away(now), away(now, "wealth", 2)
    page = now.client("D1").get("/lobby/away").text
    assert f"/lobby/away/{private.pk}" in page
    assert f"/lobby/away/{wealth.pk}" not in page
    assert "欧阳明" not in page
    assert now.client("D1").get(f"/lobby/away/{wealth.pk}").status_code == 404
    assert "欧阳明" not in now.client("D1").get(f"/lobby/away/{private.pk}").text


def test_whoever_has_no_part_in_it_does_not_find_it(now: LobbyNow) -> None:
    one = away(now)
    for who in ("T2", "L1"):
        assert now.client(who).get(f"/lobby/away/{one.pk}").status_code == 404
        assert f"/lobby/away/{one.pk}" not in now.client(who).get("/lobby/away").text
    assert now.client("G1").get("/lobby/away").status_code == 403


def test_opening_a_record_leaves_its_trace(now: LobbyNow) -> None:
    one = away(now)
    now.client("T1").get(f"/lobby/away/{one.pk}")
    read = Entry.objects.get(action="record.read")
    assert (read.actor, read.subject_kind, read.subject_id) == ("T1", "customer", "C1")


def test_the_list_is_paged_and_costs_the_same_with_thirty(now: LobbyNow) -> None:
    for seq in range(1, 31):
        away(now, seq=seq)
    teller = now.client("T1")
    teller.get("/lobby/away")
    with CaptureQueriesContext(connection) as seen:
        assert 'rel="next"' in teller.get("/lobby/away").text
    asked = [one["sql"] for one in seen if "session" not in one["sql"]]
    assert len(asked) <= QUERIES, "\n".join(asked)
