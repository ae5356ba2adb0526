"""A duty's rule runs again on what the duty kept, and says the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tingtang.duties.actions import Opening, open_duty
from tingtang.duties.models import Duty
from tingtang.duties.queries import replay_of
from tingtang.duties.replay import FACTS, Kept, replay
from tingtang.duties.tests.ledger import Bank, day
from tingtang.manual.book import load
from tingtang.manual.book.units import read_as
from tingtang.manual.models import InstitutionValue
from tingtang.manual.rules.decision import Decision
from tingtang.manual.rules.examples import Case, load_cases
from tingtang.manual.rules.registry import RULES
from tingtang.shared.times import day_end, day_start

BOOK = load()
CASES = [case for case in load_cases() if case.expect is not None]


def _values(case: Case) -> dict[str, Any]:
    values = {key: value.value for key, value in BOOK.values(case.as_of + timedelta(days=1)).items()}
    return values | {key: read_as(BOOK.entries[key].unit, text) for key, text in case.values.items()}


def _as_kept(inputs: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """Inputs as the ledger stores them: JSON, exact amounts and days as text, each with its day."""
    plain = json.loads(json.dumps(dict(inputs), default=lambda v: format(v, "f") if isinstance(v, Decimal) else str(v)))
    return {name: {"value": value, "as_of": as_of.isoformat()} for name, value in plain.items()}


def _kept(decision: Decision, as_of: date) -> Kept:
    return Kept(
        as_of + timedelta(days=1),
        _as_kept(decision.inputs, as_of),
        decision.period_on,
        decision.show_day,
        decision.last_day,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.name}")
def test_every_case_of_the_manual_that_opens_a_duty_replays_to_itself(case: Case) -> None:
    values = _values(case)
    decision = RULES[case.kind](case.customer, values, case.as_of)
    assert decision is not None
    again = replay(case.kind, _kept(decision, case.as_of), values)
    assert again.same, (again.reason, again.differs)


def test_every_kind_of_the_night_can_be_replayed() -> None:
    assert set(FACTS) == set(RULES)


def _first(kind: str) -> tuple[Kept, dict[str, Any]]:
    case = next(case for case in CASES if case.kind == kind)
    decision = RULES[kind](case.customer, _values(case), case.as_of)
    assert decision is not None
    return _kept(decision, case.as_of), _values(case)


def test_another_value_shows_as_a_difference() -> None:
    kept, values = _first("contact.private")
    again = replay("contact.private", kept, {**values, "contact.interval_days.private": 6})
    assert again.same is False
    assert again.differs
    assert "last_day" in again.differs


def test_facts_that_would_not_have_opened_it_show_as_a_difference() -> None:
    kept, values = _first("insurance.expiry")
    again = replay("insurance.expiry", replace(kept, opened_on=kept.last_day + timedelta(days=9)), values)
    assert (again.same, again.differs) == (False, {"kind": ("insurance.expiry", "")})


def test_what_cannot_be_run_says_why() -> None:
    kept, values = _first("loan.arrears")
    assert replay("complaint.reply", kept, values).reason == "no rule of the night opens this kind"
    assert "overdue_days" in replay("loan.arrears", replace(kept, inputs={}), values).reason
    assert "loan.arrears_notice_days" in replay("loan.arrears", kept, {"loan.arrears_days": 1}).reason


@pytest.mark.postgres
class TestInTheLedger:
    """The same from rows."""

    @pytest.fixture
    def duty(self, each_database: str) -> Duty:  # noqa: ARG002 - where it lives
        Bank()
        as_of = date(2026, 11, 22)
        facts = {"tier": "private", "assets": "9200000.00", "interval_days": 7, "anchor_on": "2026-11-12"}
        opening = Opening(
            "contact.private", "C1", date(2026, 11, 20), "O1", due_at=day_end(date(2026, 11, 26)), owner_staff_id="M1",
            opened_at=day_start(date(2026, 11, 23)), show_at=day_start(date(2026, 11, 24)),
            inputs=_as_kept({**facts, "last_reached_on": "2026-11-12"}, as_of),
        )  # fmt: skip
        return open_duty(opening=opening, by="system:night", at=day(0))[0]

    def test_a_duty_of_the_night_says_the_same_again(self, duty: Duty) -> None:
        assert replay_of(duty).same, replay_of(duty)

    def test_it_counts_what_the_institution_had_tightened(self, duty: Duty) -> None:
        InstitutionValue.objects.create(
            institution_id="B", key="contact.interval_days.private", value="5", from_on=date(2026, 11, 1),
            state="approved", reason="更勤", proposed_by="H1", proposed_at=day(-20),
            decided_by="HB", decided_at=day(-19),
        )  # fmt: skip
        again = replay_of(duty)
        assert again.same is False
        assert again.differs == {
            "period_on": ("2026-11-20", "2026-11-23"),
            "show_on": ("2026-11-24", "2026-11-26"),
            "last_day": ("2026-11-26", "2026-11-27"),
        }

    def test_a_version_never_kept_cannot_be_run(self, duty: Duty) -> None:
        duty.manual_version = "0123456789ab"
        assert replay_of(duty).reason == "the values of that version were not kept"
