"""Who may do what: every address of the product asked by everybody, compared with the table in access.yaml."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.access_samples import AT, samples
from tests.access_walk import (
    METHODS,
    PLACES,
    Caller,
    Line,
    Verdict,
    addresses,
    ask,
    expected,
    filled,
    line,
    remembered,
    table,
)
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import one_of_each, small_bank
from tingtang.organisation.tokens import create_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> dict[str, object]:
    """The small bank with the samples."""
    small_bank()
    return samples()


def _everybody() -> list[Caller]:
    """One of each position at O1 and at O3, and nobody. Heads first: they soonest show which methods there are."""
    found = []
    for place, outlet in zip(PLACES, ("O1", "O3"), strict=True):
        for position, user in one_of_each(outlet).items():
            client = Client()
            client.force_login(user)
            found.append(Caller(position, place, client))
    found.sort(key=lambda caller: caller.position != Position.OUTLET_HEAD)
    return [*found, Caller("", "here", Client())]


def _differences(callers: list[Caller], given: dict[str, object]) -> Iterator[str]:
    known = table()
    for address in addresses():
        if not any(f"{method} {address}" in known for method in METHODS):
            yield f"{address} is not in the table"
            continue
        for method in METHODS:
            asked = [one for one in callers if one.place == "here" or "<" in address]  # places differ for things
            met = _met(asked, method, filled(address, given))
            if met:
                yield from _compared(f"{method} {address}", known, asked, met)


def _met(callers: list[Caller], method: str, path: str) -> list[Verdict]:
    """What each caller meets; empty when the address does not take the method."""
    met = []
    for caller in callers:
        verdict = ask(caller, method, path)
        if verdict is None:
            return []
        met.append(verdict)
    return met


def _compared(key: str, known: dict[str, Line], callers: list[Caller], met: list[Verdict]) -> Iterator[str]:
    if key not in known:
        if "reached" in met:
            yield f"{key} is not in the table"
        return
    for caller, verdict in zip(callers, met, strict=True):
        if verdict != (wanted := expected(known[key], caller)):
            yield f"{key} as {caller.position or 'nobody'} {caller.place}: {verdict}, the table says {wanted}"


@pytest.mark.slow
@pytest.mark.once  # what each address asks of the database, the garbage asks of both; who may ask is ours to say
def test_everybody_reaches_what_the_table_says_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", logger="django.request")  # each refusal would be told
    small_bank()
    callers = _everybody()
    given = samples()
    with remembered(caller.client for caller in callers):
        differences = list(_differences(callers, given))
    assert not differences, "\n".join(differences)


def test_every_line_of_the_table_is_an_address() -> None:
    assert {key.split(" ", 1)[1] for key in table()} <= set(addresses())


def test_every_address_has_its_samples(bank: dict[str, object]) -> None:
    assert all("<" not in filled(address, bank) for address in addresses())


def test_stationed_third_parties_reach_no_customer_whatever_the_address() -> None:
    """A26, read off the table itself."""
    reached = [key for key, known in table().items() if "third_party" in known.here]
    words = ("customer", "duty", "duties", "contact", "task")
    assert not [key for key in reached if any(word in key for word in words)]


@pytest.mark.parametrize("position", [Position.THIRD_PARTY, Position.GUARD, Position.OUTLET_HEAD])
def test_a_token_reaches_in_the_interface_what_its_position_does(position: Position, bank: dict[str, object]) -> None:
    caller, known = Caller(position, "here", _bearing(position)), table()
    reads = [address for address in addresses() if address.startswith("/api/") and f"GET {address}" in known]
    # A complaint is read by named people who need to know (A34.6); a token stands for a post, not for its holder.
    reads = [address for address in reads if address != "/api/complaints/<number>"]
    wanted = {address: expected(known[f"GET {address}"], caller) for address in reads}
    assert {address: ask(caller, "GET", filled(address, bank)) for address in reads} == wanted


def test_a_token_opens_no_page(bank: dict[str, object]) -> None:
    assert ask(Caller("", "here", _bearing(Position.OUTLET_HEAD)), "GET", "/audit") == "sign-in"


def _bearing(position: Position) -> Client:
    place = Institution.objects.get(pk="O1")
    token = create_token(by="t", at=AT, name="t", position=position, institution=place)
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_a_line_names_groups_and_positions_and_refuses_anything_else() -> None:
    assert line("heads").here == {"outlet_head", "deputy_head", "branch_head"}
    assert line({"who": ["control", "guard"], "elsewhere": "nobody"}).elsewhere == frozenset()
    with pytest.raises(ValueError, match="boss"):
        line("boss")
