"""Garbage sent to every address of the pages and the interface: it is refused in so many words, and nothing breaks."""

from __future__ import annotations

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.access_samples import samples
from tests.access_walk import ARGUMENT, Line, filled, remembered, table, written
from tests.garbage import (
    ARGUMENTS,
    BODIES,
    FOR_THE_DATABASE,
    HEADERS,
    VALUES,
    WORDS,
    Read,
    Sent,
    field_by_field,
    inviting,
    plausible,
    share,
    watched,
    with_fields,
)
from tingtang.config.api import api
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import one_of_each, small_bank

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DONE = {200, 204, 302}
# How a page refuses: garbled, sign in (a fragment), not yours, not there, not this way, no longer, wrong, too often.
REFUSED = {400, 401, 403, 404, 405, 409, 422, 429}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
ASKS_FIRST = (Position.OUTLET_HEAD, Position.WEALTH_MANAGER, Position.ADMINISTRATOR)


@pytest.fixture
def callers(settings: Any, caplog: pytest.LogCaptureFixture) -> dict[str, Client]:
    """A client per position, signed in once, and "" for nobody."""
    caplog.set_level("CRITICAL", logger="django.request")  # each refusal would be told, with kilobytes of address
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # how slow is not asked here
    small_bank()
    signed_in = {"": Client()}
    for position, user in one_of_each().items():
        signed_in[position] = Client()
        signed_in[position].force_login(user)
    return signed_in


@pytest.fixture
def things(callers: dict[str, Client]) -> Iterator[dict[str, object]]:
    """What the arguments of the addresses name; who asks is not asked for at each request."""
    given = samples()
    with remembered(callers.values()):
        yield given


def _lines() -> Iterator[tuple[str, str, Line]]:
    for key, known in table().items():
        method, address = key.split(" ", 1)
        yield method, address, known


def _who(known: Line) -> str:
    """A position that gets through to the view: garbage that is turned away at the door shows nothing."""
    return next((position for position in ASKS_FIRST if position in known.here), next(iter(sorted(known.here)), ""))


def _answer(client: Client, sent: Sent) -> HttpResponse:
    """What comes back; written and checked as at a commit, then undone."""
    cookies = deepcopy(client.cookies)  # signing out would drop the session's
    with transaction.atomic(), nullcontext() if sent.shown else written(None):
        answer = client.generic(
            sent.method, sent.path, sent.body, content_type=sent.content_type, headers=sent.headers or None
        )
        if answer.status_code in DONE and sent.method not in ("GET", "HEAD"):
            connection.check_constraints()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _troubles(client: Client, requests: Iterable[Sent], allowed: set[int]) -> Iterator[str]:
    for sent in requests:
        try:
            answer = _answer(client, sent)
        except Exception as error:  # whatever it is, it would have been a 500
            yield f"{sent}: {error!r}"
        else:
            if answer.status_code not in allowed:
                yield f"{sent}: {answer.status_code}"


@pytest.fixture
def learned(callers: dict[str, Client], things: dict[str, object], request: pytest.FixtureRequest) -> dict[str, Read]:
    """The fields of every line. Kept: the run on PostgreSQL need not learn again what the same code told before."""
    house = Path(__file__).parents[1]
    told = sorted(file for end in ("py", "html", "yaml") for file in house.glob(f"t*/**/*.{end}"))
    of = sha256(b"".join(file.read_bytes() for file in told)).hexdigest()[:16]
    place = request.config.cache.mkdir("learned")
    kept = place / f"{of}.json"
    if kept.exists():
        return {line: Read(set(names), set(lists)) for line, (names, lists) in json.loads(kept.read_text()).items()}
    found = {}
    for method, address, known in _lines():
        found[f"{method} {address}"] = _fields(callers[_who(known)], method, address, filled(address, things))
    for old in place.iterdir():
        old.unlink(missing_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps({line: [sorted(read.names), sorted(read.lists)] for line, read in found.items()}))
    half.rename(kept)
    return found


def _fields(client: Client, method: str, address: str, path: str) -> Read:
    """What an operation declares, or what a view reads: learned by giving it more and more of what it asks for.

    The first page is written too, since a page may read of what was sent; the same one again reads nothing more.
    """
    if address.startswith("/api/"):
        operation = _declared(method, address)
        return Read({parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"})
    known = Read()
    for turn in range(4):
        with watched() as read:
            _answer(client, replace(inviting(method, path, known.names), shown=turn == 0))
        known.lists |= read.lists
        if read.names <= known.names:
            break
        known.names |= read.names
    return known


@cache
def _paths() -> dict[str, Any]:
    """The interface as it describes itself: a second of work each time it is asked."""
    return dict(api.get_openapi_schema()["paths"])


def _declared(method: str, address: str) -> Any:
    """The operation as the interface describes itself; empty for what is not there."""
    return _paths().get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address), {}).get(method.lower(), {})


def _allowed(method: str, address: str) -> set[int]:
    """Statuses a page may answer with; of the interface, those the operation declares."""
    if not address.startswith("/api/"):
        return DONE | REFUSED
    return {int(status) for status in _declared(method, address).get("responses", {})} | {400, 404, 405}


def test_no_field_of_any_page_breaks_on_garbage(
    callers: dict[str, Client], things: dict[str, object], learned: dict[str, Read]
) -> None:
    troubles: list[str] = []
    values = VALUES if connection.vendor == "sqlite" else FOR_THE_DATABASE
    alike, turn = Counter(name for read in learned.values() for name in read.names), Counter[str]()
    for method, address, known in _lines():
        client, path, read = callers[_who(known)], filled(address, things), learned[f"{method} {address}"]
        sent = {}
        for name in sorted(read.names):
            sent[name] = share(values, turn[name], alike[name])
            turn[name] += 1
        if method == "GET":
            sent = {name: tuple(value for value in given if value not in WORDS) for name, given in sent.items()}
        troubles += _troubles(client, field_by_field(method, path, sent, read.lists), _allowed(method, address))
    assert not troubles, "\n".join(troubles)
    contact = learned["POST /customers/<str:customer_id>/contact"].names
    assert contact >= {"key", "outcome", "channel", "memo", "next_on"}
    assert learned["POST /excuses/<int:excuse_id>"].names >= {"decision", "answer"}
    assert learned["GET /api/audit"].names >= {"subject", "by", "before", "size"}


def test_no_argument_of_an_address_breaks_on_garbage(callers: dict[str, Client], things: dict[str, object]) -> None:
    troubles: list[str] = []
    values = ARGUMENTS if connection.vendor == "sqlite" else FOR_THE_DATABASE
    for method, address, known in _lines():
        for name in ARGUMENT.findall(address):
            requests = (
                with_fields(method, filled(address, {**things, name: value}), plausible(set())) for value in values
            )
            troubles += _troubles(callers[_who(known)], requests, _allowed(method, address))
    assert not troubles, "\n".join(troubles)


@pytest.mark.once
def test_no_body_of_any_kind_breaks_a_page(callers: dict[str, Client], things: dict[str, object]) -> None:
    troubles: list[str] = []
    for turn, (method, address, known) in enumerate(_lines()):
        path = filled(address, things)
        bodies = share(BODIES, turn, len(BODIES), least=4 if method != "GET" else 1)
        requests = (Sent(method, path, body, kind) for kind, body in bodies)
        troubles += _troubles(callers[_who(known)], requests, _allowed(method, address))
    assert not troubles, "\n".join(troubles)


@pytest.mark.once
def test_no_header_breaks_a_page(callers: dict[str, Client], things: dict[str, object]) -> None:
    troubles: list[str] = []
    for turn, (method, address, known) in enumerate(_lines()):
        path, given = filled(address, things), share(HEADERS, turn, len(HEADERS), least=3)
        requests = [Sent(method, path, headers=headers) for headers in given]
        troubles += _troubles(callers[_who(known)], requests, _allowed(method, address) | {401})
    assert not troubles, "\n".join(troubles)


@pytest.mark.once
def test_a_method_that_an_address_does_not_take_is_refused(
    callers: dict[str, Client], things: dict[str, object]
) -> None:
    taken: dict[str, set[str]] = defaultdict(set)
    for method, address, _ in _lines():
        taken[address] |= {method, "HEAD"} if method == "GET" else {method}
    troubles: list[str] = []
    for address, methods in taken.items():
        requests = [Sent(method, filled(address, things)) for method in METHODS if method not in methods]
        for client in (callers[Position.OUTLET_HEAD], callers[""]):
            troubles += _troubles(client, requests, {302, 401, 403, 404, 405})
    assert not troubles, "\n".join(troubles)


@pytest.mark.once
def test_nobody_signed_in_breaks_nothing_either(callers: dict[str, Client], things: dict[str, object]) -> None:
    troubles: list[str] = []
    for turn, (method, address, known) in enumerate(_lines()):
        path, values = filled(address, things), share(VALUES, turn, len(VALUES))
        wild = [with_fields(method, path, dict.fromkeys(("next", "q", "page"), value)) for value in values]
        if known.here:  # the others were asked as nobody already
            troubles += _troubles(callers[""], wild, {302, 400, 401, 404})
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/audit?size=999", 422, "invalid"),
        ("/api/audit?before=x", 422, "invalid"),
        ("/api/institutions/none", 404, "not_found"),
        ("/api/no-such-thing", 404, "not_found"),
        ("/api/me?a=%00", 400, "bad_request"),
        ("/api/%00", 400, "bad_request"),
    ],
)
def test_the_interface_refuses_in_its_one_shape(callers: dict[str, Client], path: str, status: int, code: str) -> None:
    answer = callers[Position.OUTLET_HEAD].get(path)
    assert answer.status_code == status
    assert {"code", "message", "fields"} == set(answer.json())
    assert answer.json()["code"] == code


def test_a_page_refuses_what_cannot_be_read_as_a_page() -> None:
    answer = Client().get("/sign-in?next=%00")
    assert answer.status_code == 400
    assert "没有保存任何内容" in answer.content.decode()


def test_whoever_asks_for_an_endless_address_is_led_to_sign_in_all_the_same() -> None:
    answer = Client().get("/audit?by=" + "x" * 20_000)
    assert answer.headers["Location"] == "/sign-in?"
    assert Client().get("/audit?by=me").headers["Location"] == "/sign-in?next=%2Faudit%3Fby%3Dme"
