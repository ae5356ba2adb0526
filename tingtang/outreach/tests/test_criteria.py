"""What a list asks is read leniently and written back the same."""

import pytest

from tingtang.outreach.criteria import LONGEST, Criteria, parse

pytestmark = pytest.mark.once


def test_an_address_says_what_is_asked_and_reads_back_the_same() -> None:
    asked = Criteria(
        tiers=("wealth", "private"), kind="P", product="fund", matures=30, silent=60, uncovered=True, signal="any",
        birthday=7, missing="email", few=2, staff="W1", institution="O1",
    )  # fmt: skip
    assert parse(asked.as_query()) == asked
    assert asked.as_query()["tier"] == "wealth,private"


def test_what_makes_no_sense_is_left_out() -> None:
    strange = {
        "tier": "gold", "kind": "X", "product": "shares", "matures": "-1", "silent": "²", "birthday": "2026-02-30",
        "few": "٣", "signal": "'", "missing": "password", "uncovered": "yes", "staff": "x" * 40, "institution": "\x00",
    }  # fmt: skip
    assert parse(strange) == Criteria()
    assert not parse(strange)


@pytest.mark.parametrize("name", LONGEST)
def test_no_filter_looks_further_than_it_may(name: str) -> None:
    assert getattr(parse({name: "9999"}), name) in (None, LONGEST[name])
    assert getattr(parse({name: "0"}), name) is None


def test_nothing_asked_is_nothing() -> None:
    assert not Criteria()
    assert Criteria(few=1)
    assert Criteria().as_query() == {}
