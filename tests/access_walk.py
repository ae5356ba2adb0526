"""Walks every address as everybody: what the access table (tests/access.yaml) is compared with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import yaml
from django.db import transaction
from django.template.backends.jinja2 import Template
from django.test import Client
from django.urls import URLPattern, get_resolver

from tingtang.organisation import access, sessions
from tingtang.organisation.backends import StaffBackend
from tingtang.organisation.positions import Position

REFUSED = "organisation/refused.html"  # the page that says no, the same for every address
TABLE = Path(__file__).with_name("access.yaml")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
Verdict = Literal["reached", "refused", "sign-in"]
ALWAYS: dict[Any, Verdict] = {"open": "reached", "absent": "refused", "ticket": "sign-in"}
Place = Literal["here", "elsewhere"]
PLACES: tuple[Place, ...] = ("here", "elsewhere")


@dataclass(frozen=True)
class Line:
    """A line of the table: who reaches an address here and elsewhere; `always`: the same for whoever asks."""

    here: frozenset[str]
    elsewhere: frozenset[str]
    always: Verdict | None = None


@dataclass(frozen=True)
class Caller:
    """Someone who asks, with their own client."""

    position: str  # "" is nobody signed in
    place: Place
    client: Client


@cache
def _raw() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TABLE.read_text())
    return loaded


def _who(entry: str | list[str]) -> frozenset[str]:
    groups: dict[str, list[str]] = _raw()["groups"]
    names = [entry] if isinstance(entry, str) else entry
    found = frozenset(position for name in names for position in groups.get(name, [name]))
    if strange := found - set(Position.values):
        raise ValueError(f"access.yaml: {sorted(strange)} are neither groups nor positions")
    return found


def line(entry: Any) -> Line:
    """Read one entry of the table."""
    if isinstance(entry, str) and entry in ALWAYS:
        return Line(frozenset(), frozenset(), ALWAYS[entry])
    if isinstance(entry, dict):
        here = _who(entry["who"])
        return Line(here, here if entry.get("elsewhere", "same") == "same" else _who(entry["elsewhere"]))
    return Line(_who(entry), _who(entry))


def table() -> dict[str, Line]:
    """The table: "METHOD /address" -> line."""
    return {address: line(entry) for address, entry in _raw()["addresses"].items()}


def addresses() -> list[str]:
    """Every address of the root urlconf, with its arguments as written there."""
    return sorted(set(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: Any, before: str) -> Iterator[str]:
    for pattern in patterns:
        address = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            yield address
        else:
            yield from _walk(pattern.url_patterns, address)


def filled(address: str, samples: dict[str, Any]) -> str:
    """The address with samples in place of its arguments. KeyError names an argument that has none."""

    def sample(found: re.Match[str]) -> str:
        if found.group(1) not in samples:
            raise KeyError(f"tests/access_samples.py has no sample for <{found.group(1)}> of {address}")
        return str(samples[found.group(1)])

    return ARGUMENT.sub(sample, address)


def ask(caller: Caller, method: str, path: str) -> Verdict | None:
    """What the caller meets at a path; None when it does not take the method. Changes nothing.

    Whether somebody gets through is settled before a word of the page is written, and writing it is half of the work:
    the pages are written for whoever looks at them at home; not what says no, nor what others elsewhere get to see,
    nor the form again that is refused because nothing was filled in.
    """
    cookies = deepcopy(caller.client.cookies)  # signing out would drop the session's
    with transaction.atomic(), written(REFUSED if caller.place == "here" and method == "GET" else None):
        answer = caller.client.generic(method, path)
        transaction.set_rollback(True)
    caller.client.cookies = cookies
    if answer.status_code == 405:
        return None
    if answer.status_code == 401 or answer.headers.get("Location", "").startswith("/sign-in?"):
        return "sign-in"
    return "refused" if answer.status_code in (403, 404) else "reached"


@contextmanager
def written(but: str | None) -> Iterator[None]:
    """Let pages stay empty meanwhile: those of the template `but`, or all."""
    plain = Template.render

    def render(self: Any, context: Any = None, request: Any = None) -> Any:
        return "" if but in (None, self.template.name) else plain(self, context, request)

    with patch.object(Template, "render", render):
        yield


@contextmanager
def remembered(clients: Iterable[Client]) -> Iterator[None]:
    """Let who asks be worked out once for each of them, and not again at each of ten thousand requests.

    Their sessions, rows and posts stay the same all along: what a request changes is undone. Half of the work of a
    request that is refused is to ask for them; that they are asked for, the tests of sessions and of access say.
    """
    known: dict[Any, Any] = {}
    learning = True

    def once(key: Any, ask: Callable[[], Any]) -> Any:
        if key in known:
            return known[key]
        answer = ask()
        if learning:  # not what somebody is while a request is under way that will be undone
            known[key] = answer
        return answer

    plain_user, plain_posts, plain_check = StaffBackend.get_user, access._posts, sessions.check

    def get_user(self: StaffBackend, user_id: int) -> Any:
        return copy(once(user_id, lambda: plain_user(self, user_id)))  # a view may write on its own

    def posts(staff: Any, on: date) -> Any:
        return once((staff.pk, staff.position, on), lambda: plain_posts(staff, on))

    def check(**asked: Any) -> Any:
        return once((asked["user"].pk, asked["key"]), lambda: plain_check(**asked))

    with (
        patch.object(StaffBackend, "get_user", get_user),
        patch.object(access, "_posts", posts),
        patch.object(sessions, "check", check),
    ):
        with written(None):
            for client in clients:
                client.get("/developers")
        learning = False
        yield


def expected(known: Line, caller: Caller) -> Verdict:
    """What the table says the caller meets."""
    if known.always:
        return known.always
    if not caller.position:
        return "sign-in"
    return "reached" if caller.position in (known.here if caller.place == "here" else known.elsewhere) else "refused"
