"""Guards (A25) and stationed third parties (A26)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from tingtang.customers.queries import tied_customer
from tingtang.lobby.actions.guarding import (
    record_incident,
    record_patrol,
    register_third_party,
    van_arrives,
    van_leaves,
)
from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.facts import figure
from tingtang.lobby.models import CashVan, GuardPatrol, Incident, ThirdParty
from tingtang.lobby.queries.guards import incidents_below, own_area, third_parties, vans_here, watch_of
from tingtang.lobby.tests.customers import customer
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.organisation.access import viewer_for
from tingtang.organisation.capabilities import CAPABILITIES
from tingtang.organisation.models import Staff, User, Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import TODAY, person

GUARD = "G1"


def van(**changes: Any) -> CashVan:
    fields: dict[str, Any] = {
        "institution_id": "O1", "direction": "delivery", "plate": "浙a12345", "escort": "押运 0132, 0177",
        "received_by": "T1", "second": "T2", "by": GUARD, "at": after(0),
    }  # fmt: skip
    return van_arrives(**{**fields, **changes})


def incident(**changes: Any) -> Incident:
    fields: dict[str, Any] = {
        "institution_id": "O1", "kind": "accident", "described": "老人滑倒", "done": "扶起，联系家人", "by": GUARD,
        "at": after(30),
    }  # fmt: skip
    return record_incident(**{**fields, **changes})


def test_the_day_of_the_guards_newest_first(lobby: Lobby) -> None:
    first = record_patrol(institution_id="O1", place="自助区", by=GUARD, at=after(0))
    second = record_patrol(institution_id="O1", place="门口", orderly=False, note="车辆占道", by=GUARD, at=after(20))
    record_patrol(institution_id="O2", place="门口", by="G2", at=after(20))
    happened, came = incident(), van()
    watch = watch_of("O1", TODAY)
    assert (watch.patrols, watch.incidents, watch.vans) == ((second, first), (happened,), (came,))
    assert watch_of("O1", date(2026, 11, 24)).patrols == ()


def test_how_long_ago_an_incident_may_lie_is_a_value_of_the_manual(lobby: Lobby) -> None:
    days = int(figure("guard.incident_days", "O1", after(0)))
    assert incident(happened_at=after(30) - timedelta(days=days)).pk
    with pytest.raises(BadInput, match=rf"\b{days} days") as refused:
        incident(happened_at=after(29) - timedelta(days=days))
    assert refused.value.field == "happened_at"


def test_what_is_not_in_order_is_described(lobby: Lobby) -> None:
    with pytest.raises(BadInput) as refused:
        record_patrol(institution_id="O1", place="门口", orderly=False, by=GUARD, at=after(0))
    assert refused.value.field == "note"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "party"}),
        ("described", {"described": ""}),
        ("done", {"done": " "}),
        ("happened_at", {"happened_at": after(31)}),
        ("happened_at", {"happened_at": after(-60 * 24 * 8)}),
        ("follows_id", {"follows_id": 99}),
    ],
)
def test_an_incident_that_says_too_little_is_refused(lobby: Lobby, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        incident(**changes)
    assert refused.value.field == field


def test_an_incident_is_added_to_and_never_rewritten(lobby: Lobby) -> None:
    first = incident()
    further = incident(described="已就医", follows_id=first.pk, at=after(90))
    assert list(incidents_below(["O1"], after(0), after(120))) == [further, first]
    for model in (Incident, GuardPatrol):
        record_patrol(institution_id="O1", place="门口", by=GUARD, at=after(0))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.update(by="nobody")  # type: ignore[attr-defined]


def test_the_cash_van_comes_and_is_seen_off(lobby: Lobby) -> None:
    one = van()
    assert one.plate == "浙A12345"
    assert list(vans_here("O1")) == [one]
    with pytest.raises(WrongState):
        van()
    van_leaves(van_id=one.pk, by=GUARD, at=after(12))
    assert list(vans_here("O1")) == []
    with pytest.raises(WrongState):
        van_leaves(van_id=one.pk, by=GUARD, at=after(13))
    with pytest.raises(NoSuchRecord):
        van_leaves(van_id=0, by=GUARD, at=after(13))
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        CashVan.objects.update(note="")
    van(at=after(500))


def test_two_people_of_the_outlet_stand_at_the_cash_box(lobby: Lobby) -> None:
    for field, changes in (("second", {"second": "T1"}), ("received_by", {"second": "nobody"})):
        with pytest.raises(BadInput) as refused:
            van(**changes)
        assert refused.value.field == field
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        CashVan.objects.create(
            institution_id="O1", direction="pickup", plate="A", arrived_at=after(0), watched_by=GUARD, escort="1",
            received_by_id="T1", second_id="T1",
        )  # fmt: skip


# -- stationed third parties --------------------------------------------------------------------------------


def zone(at: str = "O1") -> Zone:
    return Zone.objects.get_or_create(institution_id=at, kind="wealth_centre")[0]


def stationed(**changes: Any) -> ThirdParty:
    fields: dict[str, Any] = {
        "institution_id": "O1", "name": "周立", "company": "某某基金", "trade": "fund", "badge": "F-001",
        "zone_id": zone().pk, "agreed_from": date(2026, 1, 1), "agreed_to": date(2026, 12, 31), "by": "H1",
        "at": after(0),
    }  # fmt: skip
    return register_third_party(**{**fields, **changes})


def guest() -> Staff:
    return Staff.objects.filter(pk="X1").first() or person("X1", Position.THIRD_PARTY)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("trade", {"trade": "bank"}),
        ("name", {"name": ""}),
        ("company", {"company": " "}),
        ("badge", {"badge": "F-000"}),
        ("agreed_to", {"agreed_to": date(2025, 12, 31)}),
        ("zone_id", {"zone_id": 0}),
        ("staff_id", {"staff_id": "T1"}),
    ],
)
def test_a_registration_that_does_not_do_is_refused(lobby: Lobby, field: str, changes: dict[str, Any]) -> None:
    stationed(badge="F-000")
    with pytest.raises(BadInput) as refused:
        stationed(**changes)
    assert refused.value.field == field


def test_the_register_names_those_whose_agreement_runs(lobby: Lobby) -> None:
    now = stationed()
    stationed(badge="F-002", agreed_from=date(2027, 1, 1), agreed_to=date(2027, 12, 31))
    assert list(third_parties("O1", TODAY)) == [now]
    assert list(third_parties("O2", TODAY)) == []


def test_a_stationed_person_sees_their_own_area_and_nothing_else(lobby: Lobby) -> None:
    stationed(staff_id=guest().pk)
    stationed(badge="F-002", name="别人")
    viewer = viewer_for(User(username="X1", staff=guest()), TODAY)
    own = own_area(viewer, TODAY)
    assert own is not None
    assert (own.name, own.zone.kind, own.agreed_to) == ("周立", "wealth_centre", date(2026, 12, 31))
    assert own_area(viewer, date(2027, 1, 1)) is None
    assert own_area(viewer_for(User(username="T1", staff=Staff.objects.get(pk="T1")), TODAY), TODAY) is None


def test_a_stationed_person_reaches_no_customer_and_nothing_of_the_lobby(lobby: Lobby) -> None:
    """A26.7, whatever capability the lobby has brought."""
    customer(home_institution_id="O1")
    viewer = viewer_for(User(username="X1", staff=guest()), TODAY)
    rooms = ("lobby.", "customer.", "device.", "counterfeit.", "guard.", "broadcast.", "arrival.", "away_service.")
    assert [name for name in CAPABILITIES if name.startswith(rooms) and viewer.may(name)] == []
    assert viewer.may("third_party.area")
    with pytest.raises(PermissionDenied):
        tied_customer(viewer, "C1")
