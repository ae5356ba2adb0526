"""The SQL and the slow plain reference agree on every reason, card, tier and quarantined row."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tingtang.manual.book import load
from tingtang.nightly import history
from tingtang.nightly import night as nights
from tingtang.nightly.tests.answers import keep_answers
from tingtang.nightly.tests.feeds import write_feed
from tingtang.nightly.tests.reference import Expected, Reference
from tingtang.nightly.tests.worlds import World, worlds
from tingtang.nightly.values import NightValues

pytestmark = pytest.mark.django_db


def computed(world: World, place: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The engine's relations after a night that is not published."""
    folder = write_feed(place, world.as_of, **world.rows)
    monkeypatch.setattr(nights, "_history", lambda: place / "history")
    monkeypatch.setattr(nights, "_stop_when_bad", lambda _night: None)
    remember(world, place / "history")
    return nights.opened(folder, NightValues(world.as_of, load()), verify=True)


def remember(world: World, place: Path) -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE own_history_row (customer_id VARCHAR, day DATE, aum DECIMAL(20, 2))")
    for row in world.own:
        con.execute("INSERT INTO own_history_row VALUES (?, ?, ?)", list(row))
    history.keep(con, place, world.as_of.replace(year=world.as_of.year - 1))
    con.close()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_the_night_finds_what_the_plain_reference_finds(world: World) -> None:
    values = {key: value.value for key, value in load().values(world.as_of).items()}
    expected = Reference(world.rows, world.as_of, values, world.own, world.answers).run()
    with (
        TemporaryDirectory() as place,
        pytest.MonkeyPatch.context() as patch,
        computed(world, Path(place), patch) as night,
        transaction.atomic(),
    ):
        keep_answers(world.answers)
        nights.compute(night)
        transaction.set_rollback(True)  # the next world's answers are others
        compare(night.con, expected)


def compare(con: Any, expected: Expected) -> None:
    """Whole rows: quarantine by reason, tiers, assets, reasons with their days and inputs, cards with their rank."""
    bad = con.execute("SELECT table_name, reason, count(*) FROM quarantine GROUP BY ALL").fetchall()
    assert Counter({(table, reason): n for table, reason, n in bad}) == expected.bad
    tiers = con.execute("SELECT tier, customers FROM tier_total").fetchall()
    assert Counter(dict(tiers)) == expected.tiers
    assert con.execute("SELECT coalesce(sum(assets), 0) FROM tier_total").fetchone()[0] == expected.assets
    reasons = con.execute(
        "SELECT kind, customer_id, period_on, last_day, show_day, score, inputs FROM reason"
    ).fetchall()
    assert {row[:6] for row in reasons} == expected.reasons
    for kind, customer_id, *_, found in reasons:
        assert_same_inputs(json.loads(found), expected.inputs[(kind, customer_id)])
    cards = con.execute("SELECT manager_id, rank, customer_id, score, kinds, within_cap FROM task").fetchall()
    assert {(*card[:4], tuple(json.loads(card[4])), card[5]) for card in cards} == expected.cards


def assert_same_inputs(found: dict[str, Any], wanted: Any) -> None:
    """The facts a decision saw: amounts exact, shares to four places."""
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        if isinstance(value, Decimal) and name.endswith(("_share", "move")):
            assert abs(Decimal(found[name]) - value) <= Decimal("0.0001"), name
        elif isinstance(value, Decimal):
            assert Decimal(found[name]) == value, name
        else:
            assert found[name] == (value.isoformat() if hasattr(value, "isoformat") else value), name
