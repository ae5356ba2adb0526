"""The interface: figures with their intervals, months, the roster, the year; whom it tells, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tingtang.organisation.models import Staff, User
from tingtang.organisation.tests.bank import signed_up
from tingtang.satisfaction.counting import count_day
from tingtang.satisfaction.tests.rated import DAY, Rated

pytestmark = pytest.mark.django_db
PLACE = "/api/satisfaction/institutions"


def asked(who: str, address: str) -> Any:
    """The answer to them."""
    caller = Client()
    user = User.objects.filter(username=who).first()
    caller.force_login(user or signed_up(Staff.objects.get(pk=who)))
    return caller.get(f"{PLACE}/{address}")


def test_a_share_stands_with_its_numbers_and_what_is_asked_for(rated: Rated) -> None:
    rated.month(16, 19)
    rated.served(5, counter=rated.three, staff="T9")
    count_day("O3", DAY)
    said = asked("HB", f"B1/figures?since={DAY}&until={DAY}").json()
    assert said["total"] == {"satisfied": 16, "n": 19, "of": None, "share": 0.842105, "interval": [0.624345, 0.944795]}
    assert (said["panel"]["of"], said["prompted"]["served"]) == (19, 19)  # not those of the other branch
    assert (said["least"], said["reaches"]) == ("0.85", False)
    assert said["symposium"] == {"satisfied": 0, "n": 0, "of": None, "share": None, "interval": None}
    [month] = asked("H1", "O1/months?year=2026").json()
    assert (month["month"], month["total"]["n"]) == ("2026-11-01", 19)
    assert asked("H1", "O1/months?year=2025").json() == []


def test_the_roster_and_the_year_leave_blank_what_nobody_knows(rated: Rated) -> None:
    rated.month(9, 10)
    roster = asked("H1", f"O1/stars?on={DAY}").json()
    assert (roster["stars"], roster["tellers"]) == (0, 2)
    assert roster["people"][0] == {"staff_id": "T1", "institution_id": "O1", "level": 0, "graded_on": None}
    [year] = asked("HB", "O1/assessment?year=2026").json()["rows"]
    assert (year["total"], year["missing"]) == (None, ["inspection", "duties"])
    parts = {one["part"]: (one["weight"], one["score"], one["points"], one["n"]) for one in year["parts"]}
    assert parts["inspection"] == ("40", None, None, 0)
    assert parts["satisfaction"][1:] == ("90", "27", 10)


def test_outlets_and_tellers_come_in_pages(rated: Rated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tingtang.satisfaction.api.PAGE", 1)
    first, second, after = (asked("HB", f"B1/assessment?year=2026&page={n}").json() for n in (1, 2, 9))
    assert [[one["institution_id"] for one in said["rows"]] for said in (first, second, after)] == [
        ["O1"],
        ["O2"],
        ["O2"],
    ]
    assert [(said["page"], said["total"]) for said in (first, second, after)] == [(1, 2), (2, 2), (2, 2)]
    roster = [asked("H1", f"O1/stars?on={DAY}&page={n}").json() for n in (1, 2)]
    assert [[one["staff_id"] for one in said["people"]] for said in roster] == [["T1"], ["T2"]]
    assert [(said["page"], said["tellers"]) for said in roster] == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        ("O1/figures?since=2026-11-02&until=2026-11-01", 422, "since"),
        ("O1/figures?since=2024-01-01&until=2026-11-01", 422, "since"),
        ("O1/figures?until=soon", 422, "until"),
        ("O1/months?year=1999", 422, "year"),
        ("O3/figures", 403, ""),
        ("O1/assessment?year=many", 422, "year"),
        ("O1/assessment?year=2026&page=0", 422, "page"),
        ("O1/stars?page=x", 422, "page"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_its_field(rated: Rated, address: str, status: int, field: str) -> None:
    answer = asked("H1", address)
    assert answer.status_code == status
    assert [one["field"] for one in answer.json()["fields"]] == ([field] if field else [])


def test_a_teller_is_told_nothing(rated: Rated) -> None:
    assert {asked("T1", "O1/figures").status_code, asked("T2", "O1/assessment?year=2026").status_code} == {403}
