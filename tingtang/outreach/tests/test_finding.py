"""Who is in a list and why: each condition at its edge, the ties, the pieces."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tingtang.customers.actions import state_field
from tingtang.customers.models import Customer
from tingtang.manual.queries import rulebook
from tingtang.outreach import finding
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.finding import find, in_order, matching_ids
from tingtang.outreach.reasons import Reason, look, reasons
from tingtang.outreach.tests.people import TODAY, People
from tingtang.shared.times import day_start

BOOK = rulebook()


def found(people: People, who: str = "W1", **asked: Any) -> list[str]:
    """The numbers of the customers of a list, in its order."""
    return [one.pk for one in find(people.viewer(who), Criteria(**asked), TODAY, BOOK).rows]


def why(one: Customer, **asked: Any) -> list[Reason]:
    criteria = Criteria(**asked)
    return list(reasons(one, criteria, look([one], criteria, BOOK), TODAY, BOOK))


def days_ago(n: int) -> Any:
    return day_start(TODAY - timedelta(days=n)) + timedelta(hours=23)


def test_by_tier_the_most_assets_come_first(people: People) -> None:
    for n, tier in enumerate(("private", "wealth", "private", "ordinary")):
        people.customer(f"C{n}", tier=tier, assets=Decimal(n + 1))
    assert found(people, tiers=("private",)) == ["C2", "C0"]
    assert found(people, tiers=("private", "wealth")) == ["C2", "C1", "C0"]


def test_only_those_the_viewer_is_tied_to_are_there(people: People) -> None:
    people.customer("MINE")
    people.customer("HERS", manager="W2")
    people.customer("FAR", manager="W3", home_institution_id="O3")
    people.customer("NOBODYS", manager=None)
    all_of_them = {"kind": "P"}
    assert found(people, "W1", **all_of_them) == ["MINE"]
    assert set(found(people, "H1", **all_of_them)) == {"MINE", "HERS", "NOBODYS"}
    assert set(found(people, "HB", **all_of_them)) == {"MINE", "HERS", "NOBODYS"}
    assert found(people, "H3", **all_of_them) == ["FAR"]
    assert found(people, "T1", **all_of_them) == []
    assert found(people, "H1", staff="W2") == ["HERS"]
    assert found(people, "H1", staff="W3") == []
    assert found(people, "HB", institution="O2", **all_of_them) == []


def test_what_matures_is_told_with_amount_and_days_left(people: People) -> None:
    soon, late, past = people.customer("SOON"), people.customer("LATE"), people.customer("PAST")
    people.held(soon, "W1", "1500000.00", maturity_on=TODAY + timedelta(days=30))
    people.held(soon, "F1", maturity_on=TODAY + timedelta(days=2))
    people.held(late, maturity_on=TODAY + timedelta(days=31))
    people.held(past, maturity_on=TODAY - timedelta(days=1))
    assert found(people, matures=30) == ["SOON"]
    assert found(people, matures=31) == ["LATE", "SOON"]
    assert found(people, matures=30, product="insurance") == []
    assert [reason.figures["days"] for reason in why(soon, matures=30)] == [2, 30]
    told = [reason for reason in why(soon, matures=30, product="wealth") if reason.code == "matures"]
    assert [(reason.figures["product"], reason.figures["balance"]) for reason in told] == [
        ("产品W1", Decimal("1500000.00"))
    ]


def test_a_type_of_product_is_told_with_its_sum(people: People) -> None:
    one = people.customer("C1")
    people.held(one, "F1", "100.00")
    people.held(one, "F1", "250.00")
    people.held(people.customer("C2"), "D1")
    assert found(people, product="fund") == ["C1"]
    assert why(one, product="fund")[0].figures == {"type": "fund", "n": 2, "balance": Decimal("350.00")}


def test_so_many_days_without_contact_are_counted_by_the_banks_days(people: People) -> None:
    people.customer("A59", last_reached_at=days_ago(59))
    sixty, never = people.customer("A60", last_reached_at=days_ago(60)), people.customer("NEVER", last_reached_at=None)
    assert found(people, silent=60) == ["A60", "NEVER"]
    assert why(sixty, silent=60)[0].figures == {"days": 60}
    assert why(never, silent=60)[0].figures == {"days": None}


@pytest.mark.parametrize(
    ("tier", "days"), [("private", 7), ("wealth", 14), ("wealth_management", 30), ("ordinary", 30)]
)
def test_covered_up_to_the_last_day_of_the_tiers_interval(people: People, tier: str, days: int) -> None:
    people.customer("IN", tier=tier, last_reached_at=days_ago(days))
    out = people.customer("OUT", tier=tier, last_reached_at=days_ago(days + 1))
    assert found(people, uncovered=True) == ["OUT"]
    assert why(out, uncovered=True)[0].figures == {"days": days + 1, "interval": days, "tier": tier}


def test_a_sign_of_leaving_is_in_while_its_duty_is_open(people: People) -> None:
    one, other = people.customer("C1"), people.customer("C2")
    people.customer("C3")
    people.signal(one, "asset_drop")
    people.signal(other, "silence")
    assert found(people, signal="any") == ["C1", "C2"]
    assert found(people, signal="silence") == ["C2"]
    assert [reason.figures["duty"].kind for reason in why(one, signal="any")] == ["attrition.asset_drop"]


def test_birthdays_by_sun_and_moon(people: People) -> None:
    sun = people.customer("SUN", birth_date=date(1980, 11, 30))
    moon = people.customer("MOON", birth_date=date(1980, 12, 3), birth_calendar="lunar")
    people.customer("NONE", birth_date=None)
    people.customer("FIRM", kind="C", birth_date=date(1980, 11, 30))
    assert found(people, birthday=6) == []
    assert found(people, birthday=7) == ["SUN"]
    assert why(sun, birthday=7)[0].figures == {"on": date(2026, 11, 30), "days": 7, "calendar": "solar"}
    told = next(n for n in range(1, 32) if "MOON" in found(people, birthday=n))
    assert why(moon, birthday=told)[0].figures["days"] == told
    assert why(moon, birthday=told)[0].figures["calendar"] == "lunar"


def test_a_leap_day_is_kept_on_the_28th(people: People) -> None:
    people.customer("LEAP", birth_date=date(1980, 2, 29))
    asked = Criteria(birthday=1)
    assert [one.pk for one in find(people.viewer("W1"), asked, date(2027, 2, 27), BOOK).rows] == ["LEAP"]
    assert [one.pk for one in find(people.viewer("W1"), asked, date(2028, 2, 27), BOOK).rows] == []


def test_what_nobody_has_filled_in_is_missing_wherever_it_is_kept(people: People) -> None:
    said, bare = people.customer("SAID"), people.customer("BARE", phone="")
    state_field(customer_id="SAID", field="email", value="a@b.cn", source="stated", by="W1", at=people.at)
    assert found(people, missing="email") == ["BARE"]
    assert found(people, missing="phone") == ["BARE"]
    assert found(people, missing="needed") == ["BARE"]
    assert why(bare, missing="needed")[0].figures == {"fields": ("phone",)}
    state_field(customer_id="SAID", field="email", value="", source="stated", by="W1", at=people.at)
    assert found(people, missing="email") == ["BARE", "SAID"]
    assert why(said, missing="email")[0].figures == {"fields": ("email",)}


def test_a_date_of_birth_that_the_identity_number_tells_is_not_missing(people: People) -> None:
    people.customer("TOLD", birth_date=None)
    people.customer("UNREAD", birth_date=None, id_type="passport", id_no="E1")
    people.customer("FIRM", kind="C", birth_date=None, id_no="")
    assert found(people, missing="birth_date") == ["UNREAD"]


def test_few_types_of_product(people: People) -> None:
    none, one, two = (people.customer(key) for key in ("C0", "C1", "C2"))
    for product in ("F1", "F1"):
        people.held(one, product)
    for product in ("F1", "D1"):
        people.held(two, product)
    assert found(people, few=2) == ["C0", "C1"]
    assert why(none, few=2)[0].figures == {"n": 0, "most": 2}
    assert why(one, few=2)[0].figures == {"n": 1, "most": 2}


def test_every_condition_must_hold_and_each_says_its_reason(people: People) -> None:
    one = people.customer("C1", tier="private", last_reached_at=None)
    people.customer("C2", tier="private")
    assert found(people, tiers=("private",), silent=10) == ["C1"]
    assert [reason.code for reason in why(one, tiers=("private",), silent=10, few=3)] == ["tier", "silent", "few"]


def test_a_list_is_leafed_through_in_pieces_and_no_customer_is_lost(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PIECE", 4)
    assert finding.PLACES < finding.PLACES_BY_TIER
    for n in range(10):
        people.customer(f"C{n}", tier="private" if n % 3 == 0 else "wealth")
    seen, start = [], ""
    for _ in range(3):
        page = find(people.viewer("W1"), Criteria(kind="P", silent=None, few=1), TODAY, BOOK, start=start)
        seen += [one.pk for one in page.rows]
        assert not page.whole
        start = page.piece.end
    assert (sorted(seen), start) == ([f"C{n}" for n in range(10)], "")


def test_a_head_leafs_through_outlet_by_outlet_with_ones_own_from_elsewhere_in_the_first_piece(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PIECE", 3)
    monkeypatch.setattr(finding, "PLACES", 1)
    for n in range(5):
        people.customer(f"A{n}")
    for n in range(2):
        people.customer(f"B{n}", manager=None, home_institution_id="O2")
    people.customer("OWN", manager="HB", home_institution_id="O3")
    people.customer("FAR", manager="W3", home_institution_id="O3")
    pieces, start = [], ""
    for _ in range(9):
        page = find(people.viewer("HB"), Criteria(kind="P"), TODAY, BOOK, start=start)
        pieces.append(sorted(one.pk for one in page.rows))
        start = page.piece.end
        if not start:
            break
    assert pieces == [["A0", "A1", "A2", "OWN"], ["A3", "A4"], ["B0", "B1"]]
    alone = find(people.viewer("HB"), Criteria(kind="P", institution="O2"), TODAY, BOOK)
    assert sorted(one.pk for one in alone.rows) == ["B0", "B1"]
    assert alone.whole


def test_the_pages_of_a_piece_hold_each_row_once(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PAGE", 3)
    for n in range(7):
        people.customer(f"C{n}")
    pages = [find(people.viewer("W1"), Criteria(kind="P"), TODAY, BOOK, page=n) for n in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    assert len({one.pk for page in pages for one in page.rows}) == 7
    assert find(people.viewer("W1"), Criteria(kind="P"), TODAY, BOOK, page=99).page == 3


def test_the_rows_that_something_is_done_with_stay_within_the_ties(people: People) -> None:
    for key, manager in (("C1", "W1"), ("C2", "W1"), ("C3", "W2")):
        people.customer(key, manager=manager)
    assert matching_ids(people.viewer("W1"), Criteria(kind="P"), TODAY, BOOK, most=1) == (["C1"], True)
    assert [one.pk for one in in_order(people.viewer("W1"), ["C3", "C2", "C1", "NO"])] == ["C2", "C1"]
