"""The table of who may do what keeps what the manual says about positions."""

from __future__ import annotations

import pytest

from tingtang.organisation.access import Post, Viewer
from tingtang.organisation.capabilities import CAPABILITIES, CONTROL, HEADS, MANAGERS, NO_CUSTOMERS, positions_with
from tingtang.organisation.positions import DEVICES, PEOPLE, Position


def holder(position: str, *extra: Post) -> Viewer:
    return Viewer("S1", "员工", position, "O1", (Post(position, "O1"), *extra))


def held(viewer: Viewer) -> set[str]:
    return {name for name in CAPABILITIES if viewer.may(name)}


def test_every_capability_is_held_by_someone_and_named_room_dot_verb() -> None:
    assert all(positions_with(name) for name in CAPABILITIES)
    assert all("." in name for name in CAPABILITIES)


@pytest.mark.parametrize("position", [one.value for one in PEOPLE])
def test_everyone_may_read_the_standard_their_own_trace_and_change_their_password(position: str) -> None:
    """A1: one standard for all; A26: third parties keep it too."""
    assert {"manual.see", "trace.see", "password.change"} <= held(holder(position))


@pytest.mark.parametrize("position", sorted(Position))
def test_whoever_may_reveal_may_see_and_whoever_may_see_may_list(position: Position) -> None:
    may = held(holder(position))
    assert ("customer.reveal" not in may) or ("customer.see" in may)
    assert ("customer.see" not in may) or ("customer.list" in may)


@pytest.mark.parametrize("position", sorted(CONTROL))
def test_control_sees_duties_and_figures_but_no_customer(position: Position) -> None:
    """A36, A37: inspectors and departments look at service, not at customers."""
    may = held(holder(position))
    assert {"duty.see_below", "compliance.see"} <= may
    assert not {name for name in may if name.startswith(("customer.", "contact."))}


@pytest.mark.parametrize("position", sorted(MANAGERS))
def test_managers_record_contacts_and_decide_about_nobody(position: Position) -> None:
    may = held(holder(position))
    assert "contact.record" in may
    assert not {"duty.excuse.decide", "duty.reassign", "audit.see", "manual.approve", "leave.set"} & may


def test_an_outlet_proposes_a_value_and_does_not_approve_it() -> None:
    outlet = held(holder(Position.OUTLET_HEAD))
    assert "manual.propose" in outlet
    assert "manual.approve" not in outlet


def test_only_the_administrator_runs_the_system() -> None:
    assert positions_with("jobs.see") == positions_with("user.manage") == {Position.ADMINISTRATOR}


@pytest.mark.parametrize("position", sorted(NO_CUSTOMERS))
@pytest.mark.parametrize("other", sorted(HEADS | MANAGERS))
def test_no_second_post_gives_a_third_party_or_an_administrator_anything(position: Position, other: Position) -> None:
    plain = held(holder(position))
    assert held(holder(position, Post(other, "O1"))) == plain
    assert held(holder(position, Post(other, "O1", for_staff="S2"))) == plain


@pytest.mark.parametrize("position", sorted(set(Position) - NO_CUSTOMERS))
def test_standing_in_gives_exactly_what_both_posts_hold(position: Position) -> None:
    both = held(holder(position, Post(Position.OUTLET_HEAD, "O2", for_staff="S2")))
    assert both == held(holder(position)) | held(holder(Position.OUTLET_HEAD))


def test_a_capability_of_the_second_post_holds_at_its_place_only() -> None:
    viewer = holder(Position.LOBBY_MANAGER, Post(Position.OUTLET_HEAD, "O2", for_staff="S2"))
    assert viewer.institutions_for("duty.reassign") == {"O2"}
    assert viewer.institutions_for("day.see") == {"O1", "O2"}


READS_HOW = "api.docs"  # whoever calls the interface


def test_a_system_that_reports_contacts_holds_that_and_the_check_of_its_words_alone() -> None:
    assert held(holder(Position.CONTACT_SYSTEM)) == {"contact.report", "phrases.check", READS_HOW}


@pytest.mark.parametrize("device", sorted(DEVICES))
def test_a_device_holds_what_names_it_and_reaches_no_customer(device: Position) -> None:
    if device != Position.CONTACT_SYSTEM:
        assert all(name.startswith("lobby.") for name in held(holder(device)) - {READS_HOW})
    assert not holder(device).reaches_customers


def test_a_rating_is_given_by_the_customers_hand_alone() -> None:
    assert positions_with("lobby.rate") == {Position.PANEL}
