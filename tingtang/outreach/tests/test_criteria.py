"""What a list asks is written back the same; what makes no sense is told by its field."""

import pytest

from tingtang.outreach.criteria import LONGEST, Criteria, nonsense, parse

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


def test_what_makes_no_sense_is_told_by_its_field_and_what_is_empty_is_not() -> None:
    strange = {
        "tier": "private,gold", "kind": "X", "product": "shares", "matures": "abc", "silent": "²", "birthday": "32",
        "few": "-3", "signal": "'", "missing": "password", "uncovered": "yes", "staff": "x" * 40, "institution": "\x00",
    }  # fmt: skip
    assert set(nonsense(strange)) == set(strange)
    assert "1 至 366" in nonsense(strange)["matures"].zh
    assert nonsense({**dict.fromkeys(strange, ""), "page": "7", "start": "x"}) == {}
    good = Criteria(
        tiers=("wealth", "private"), kind="P", product="fund", matures=366, uncovered=True, few=1, staff="W1"
    )
    assert nonsense(good.as_query()) == {}


@pytest.mark.parametrize("name", LONGEST)
@pytest.mark.parametrize("text", ["9999", "0", "-1", "1.5", "1e1", " 3", "٣"])
def test_a_number_beyond_its_bounds_is_refused_never_bent_into_them(name: str, text: str) -> None:
    assert getattr(parse({name: text}), name) is None
    assert set(nonsense({name: text})) == {name}
    assert getattr(parse({name: str(LONGEST[name])}), name) == LONGEST[name]


def test_nothing_asked_is_nothing() -> None:
    assert not Criteria()
    assert Criteria(few=1)
    assert Criteria().as_query() == {}
