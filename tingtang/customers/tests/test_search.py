"""Finding one's own customers, and nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.customers.models import Customer, NameKey
from tingtang.customers.naming import renew_name_keys, unnamed
from tingtang.customers.search import MOST, search
from tingtang.organisation.access import Viewer, viewer_for
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_database")]
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
ID_NO = "11010519491231002X"


def _customer(key: str, name: str, manager: Staff | None = None, home: str = "O1", **fields: Any) -> Customer:
    given = {"kind": "P", "assets": Decimal("1.00"), "tier": "wealth", "as_of": date(2026, 11, 22), **fields}
    return Customer.objects.create(
        customer_id=key, name=name, manager=manager, home_institution_id=home, **given
    )  # fmt: skip


@pytest.fixture
def me() -> Viewer:
    """A manager with customers of their own; one of a colleague, one in another branch."""
    small_bank()
    manager, other = person("M1", Position.WEALTH_MANAGER), person("M2", Position.WEALTH_MANAGER)
    user = signed_up(manager)
    _customer("C1", "单雄信", manager, phone="13812345678", id_no=ID_NO)
    _customer("C2", "王思远", manager, phone="13900001111", tier="private")
    _customer("C3", "王思危", other, phone="13812345678", id_no="110105194912310046")
    _customer("C4", "单田芳", None, home="O3")
    renew_name_keys()
    return viewer_for(user, AT.date())


def _found(me: Viewer, typed: str, **more: Any) -> list[str]:
    return [one.pk for one in search(me, typed, at=AT, **more).rows]


def test_one_customer_is_found_by_all_one_may_know(me: Viewer) -> None:
    ways = ("单雄", "雄信", "shanxiong", "SXX", "danxiong", "5678", "002X", "002x", "13812345678", "+86 138-1234-5678")
    for typed in (*ways, ID_NO, "c1", " C1 "):
        assert _found(me, typed) == ["C1"], typed


def test_nobody_else_s_customer_is_found_nor_one_by_a_longer_tail(me: Viewer) -> None:
    for typed in ("王思危", "wangsiwei", "C3", "C4", "110105194912310046", "0046", "345678", "1234567", "%", "__"):
        assert _found(me, typed) == [], typed


def test_a_head_finds_those_at_home_below_and_a_third_party_nobody(me: Viewer) -> None:
    head = viewer_for(signed_up(person("H1", Position.OUTLET_HEAD)), AT.date())
    assert sorted(_found(head, "wangsi")) == ["C2", "C3"]
    assert _found(head, "单田芳") == []
    guest = viewer_for(signed_up(person("X1", Position.THIRD_PARTY)), AT.date())
    assert _found(guest, "wsy") == []


def test_without_anything_typed_one_s_own_stand_there_by_tier_if_asked(me: Viewer) -> None:
    assert sorted(_found(me, "")) == ["C1", "C2"]
    assert _found(me, "", tier="private") == ["C2"]
    assert search(me, "w", at=AT).short


def test_a_search_by_identity_leaves_a_trace_on_who_was_found_and_a_miss_one_of_its_own(me: Viewer) -> None:
    traces = Entry.objects.filter(action__startswith="customer.search").order_by("pk")
    _found(me, "5678")
    assert not traces.exists()
    _found(me, "002X")
    _found(me, "9999")
    assert list(traces.values_list("action", "subject_id")) == [
        ("customer.search.identity", "C1"),
        ("customer.search.miss", "identity"),
    ]


def test_who_was_renamed_is_found_by_the_new_name_and_a_second_run_writes_nothing(me: Viewer) -> None:
    Customer.objects.filter(pk="C1").update(name="秦琼")
    assert renew_name_keys() == 1
    assert (_found(me, "qq"), _found(me, "sxx")) == (["C1"], [])
    kept = set(NameKey.objects.values_list("pk", flat=True))
    assert renew_name_keys() == 0
    assert set(NameKey.objects.values_list("pk", flat=True)) == kept
    assert not unnamed().exists()


def test_no_more_are_shown_than_a_page_holds(me: Viewer) -> None:
    manager = Staff.objects.get(pk="M1")
    for n in range(MOST + 5):
        _customer(f"D{n}", "李雷", manager)
    renew_name_keys()
    found = search(me, "lilei", at=AT)
    assert (len(found.rows), found.more) == (MOST, True)
