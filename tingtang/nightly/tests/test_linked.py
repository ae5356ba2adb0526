"""Files linked as one customer's: contacts count for all, refusals hold for all, and nobody is wished well twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tingtang.contacts.models import Contact
from tingtang.customers.models import Merge
from tingtang.manual.book import load
from tingtang.nightly import night as nights
from tingtang.nightly.tests.answers import keep_answers
from tingtang.nightly.tests.feeds import D, contact, customer, holding, write_feed
from tingtang.nightly.values import NightValues

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_database")]
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
BORN = {"birth_date": "1970-03-11", "birth_calendar": "solar", "created_on": "2026-01-01"}


def reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **more: Any) -> dict[str, dict[str, date]]:
    """The reasons of a night by customer, with their periods: three files with a birthday on the day of work."""
    rows = [customer(key, consent_call="true" if key != "C2" else "", **BORN) for key in ("C1", "C2", "C3")]
    monkeypatch.setattr(nights, "_history", lambda: tmp_path / "history")
    folder = write_feed(
        tmp_path, D, customers=rows, holdings=[holding(key, "300000") for key in ("C1", "C2", "C3")], **more
    )
    found: dict[str, dict[str, date]] = {key: {} for key in ("C1", "C2", "C3")}
    with nights.opened(folder, NightValues(D, load()), verify=True) as night:
        nights.compute(night)
        for key, kind, period_on in night.con.execute("SELECT customer_id, kind, period_on FROM reason").fetchall():
            found[key][kind] = period_on
    return found


def link(duplicate: str, kept: str, **more: Any) -> None:
    given = {"reason": "x", "proposed_by": "M1", "proposed_at": AT, "decided_by": "H1", "decided_at": AT}
    Merge.objects.create(duplicate_id=duplicate, kept_id=kept, state="linked", **given, **more)


@pytest.fixture
def files() -> None:
    """The files as an earlier night left them, with an answer each."""
    keep_answers([(key, "preferred_time", "noon", None) for key in ("C1", "C2", "C3")])


def test_apart_each_file_has_its_own_wishes_and_plan(
    files: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = reasons(tmp_path, monkeypatch)
    assert "birthday.customer" in found["C1"]
    assert "birthday.customer" in found["C3"]
    assert "birthday.customer" not in found["C2"]  # nobody asked
    assert all(kinds["contact.maintained"] < date(2026, 3, 10) for kinds in found.values())


def test_linked_one_contact_counts_for_all_and_one_file_is_wished_well(
    files: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for duplicate in ("C2", "C3"):
        link(duplicate, "C1")
    Contact.objects.create(
        customer_id="C2", at=AT, channel="phone", outcome="reached", memo="谈了", source="app", key="k1"
    )
    found = reasons(tmp_path, monkeypatch)
    assert {key for key, kinds in found.items() if "birthday.customer" in kinds} == {"C1"}
    assert {kinds["contact.maintained"] for kinds in found.values()} == {date(2026, 3, 10)}  # the day after the contact


def test_linked_a_contact_that_comes_with_the_feed_counts_for_all_as_well(
    files: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [contact("C2", "2026-03-09 10:00:00")]
    apart = reasons(tmp_path / "apart", monkeypatch, contacts=told)
    assert {key for key in apart if apart[key]["contact.maintained"] == date(2026, 3, 10)} == {"C2"}
    for duplicate in ("C2", "C3"):
        link(duplicate, "C1")
    linked = reasons(tmp_path / "linked", monkeypatch, contacts=told)
    assert {kinds["contact.maintained"] for kinds in linked.values()} == {date(2026, 3, 10)}


def test_what_one_file_refuses_holds_for_the_one_that_is_kept(
    files: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_answers([("C2", "consent.care.phone", "refused", date(2020, 1, 1))])
    assert "birthday.customer" in reasons(tmp_path / "apart", monkeypatch)["C1"]
    link("C2", "C1")
    assert "birthday.customer" not in reasons(tmp_path / "linked", monkeypatch)["C1"]
