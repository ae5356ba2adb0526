"""What a form refuses is said beside the input, and what was typed is still there; the interface names the fields.

Each form of a page is sent twice: empty, and with far too many words that fit nowhere. Of an answer that refuses it is
asked that every mistake of every form behind it is shown, tied to the control of that name (on top where there is
none), and that the control still holds what was sent. A new page is asked by being there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django import forms
from django.test import Client

from tests.access_walk import Line, filled, table
from tests.garbage import Sent, inviting, watched, with_fields
from tests.test_garbage import _answer, _declared, callers, things  # noqa: F401 - fixtures
from tingtang.config.api import api
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

# Whose pages have been brought there; a room that is added here is held from then on.
ROOMS = (
    "/customers", "/information", "/corrections", "/attrition", "/market-events", "/referrals", "/bookings", "/advice",
    "/contacts", "/lists", "/targets", "/campaigns", "/plans", "/handovers", "/excuses", "/duties",
    "/inspections", "/findings", "/meetings", "/logs", "/emergency", "/training", "/languages", "/satisfaction",
    "/registers", "/checklists", "/corporate",
)  # fmt: skip
CONTROLS = ("input", "textarea", "select")
CHOSEN = ("select", "radio", "checkbox", "file", "hidden")
ASKS_FIRST = (Position.WEALTH_MANAGER, Position.OUTLET_HEAD, Position.ADMINISTRATOR)  # whose samples these are
SENT = ("", "长" * 5000)
WORDLESS = (forms.FileField, forms.BooleanField, forms.ChoiceField)  # chosen or sent, not typed


@dataclass
class Page(HTMLParser):
    """The controls of a page: what each holds, what describes it, and the mistakes that are shown."""

    held: dict[str, list[str]] = field(default_factory=dict)
    described: dict[str, set[str]] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)  # the kind of each control
    alerts: str = ""
    _name: str = ""
    _alert: int = 0
    _mistake: str = ""
    _fieldsets: list[set[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Controls inside a fieldset are described by what describes it."""
        said = {name: value or "" for name, value in attrs}
        ids = set(said.get("aria-describedby", "").split())
        if tag == "fieldset":
            self._fieldsets.append(ids)
        if self._alert or said.get("role") == "alert":
            self._alert += tag == "div"
        name = said.get("name", "")
        if name and tag in CONTROLS:
            self.typed[name] = said.get("type", "text") if tag == "input" else tag
            self.held.setdefault(name, []).append(said.get("value", ""))
            self.described.setdefault(name, set()).update(ids, *self._fieldsets)
        if tag == "textarea":
            self._name = name
        if "mistake" in said.get("class", "").split() and said.get("id"):
            self._mistake = said["id"]
            self.mistakes[self._mistake] = ""

    def handle_endtag(self, tag: str) -> None:
        """A mistake is a paragraph."""
        if tag == "fieldset" and self._fieldsets:
            self._fieldsets.pop()
        if tag == "textarea":
            self._name = ""
        if tag == "p":
            self._mistake = ""
        if tag == "div" and self._alert:
            self._alert -= 1

    def handle_data(self, data: str) -> None:
        """What stands in a textarea, or in a mistake."""
        if self._alert:
            self.alerts += data
        if self._name:
            self.held[self._name][-1] += data
        if self._mistake:
            self.mistakes[self._mistake] += data


def read(content: bytes) -> Page:
    page = Page()
    page.feed(content.decode())
    return page


@contextmanager
def forms_made() -> Iterator[list[forms.BaseForm]]:
    """The forms that are made meanwhile."""
    made: list[forms.BaseForm] = []
    plain = forms.BaseForm.__init__

    def keep(self: forms.BaseForm, *args: Any, **kwargs: Any) -> None:
        plain(self, *args, **kwargs)
        made.append(self)

    with patch.object(forms.BaseForm, "__init__", keep):
        yield made


def troubles(page: Page, made: list[forms.BaseForm]) -> Iterator[str]:
    """What a refusing page fails to say or to keep."""
    described = {one for ids in page.described.values() for one in ids}
    for ident, text in page.mistakes.items():
        if ident not in described:
            yield f"{ident} ({text.strip()}) describes no control"
    for form in made:
        if form.is_bound and form.errors:
            yield from (f"{type(form).__name__}.{one}" for one in (*_silent(page, form), *_lost(page, form)))


def _silent(page: Page, form: forms.BaseForm) -> Iterator[str]:
    """Beside its control; what has none on the page, on top of it."""
    for name, said in form.errors.items():
        if page.typed.get(name, "hidden") != "hidden":
            shown = any(str(said[0]) in page.mistakes.get(one, "") for one in page.described[name])
        else:
            shown = any(str(said[0]) in one for one in (page.alerts, *page.mistakes.values()))
        if not shown:
            yield f"{name}: {said[0]!r} is not shown"


def _lost(page: Page, form: forms.BaseForm) -> Iterator[str]:
    """What was typed and is not there; what is chosen among options can only be one of them."""
    for name, one in form.fields.items():
        typed = form.data.get(form.add_prefix(name), "")
        chosen = isinstance(one, WORDLESS) or name not in page.typed or page.typed[name] in CHOSEN
        if typed and not chosen and not any(typed.strip() == held.strip() for held in page.held[name]):
            yield f"{name}: what was typed is gone"


def _lines() -> list[tuple[str, Line]]:
    found = [(key.split(" ", 1), known) for key, known in table().items()]
    return [
        (address, known)
        for (method, address), known in found
        if method == "POST" and any(address == room or address.startswith(f"{room}/") for room in ROOMS)
    ]


def _who(known: Line) -> str:
    return next((position for position in ASKS_FIRST if position in known.here), next(iter(sorted(known.here)), ""))


def _asked(client: Client, address: str, path: str) -> Iterator[str]:
    names: set[str] = set()
    for _ in range(3):
        with watched() as seen:
            _answer(client, inviting("POST", path, names))
        names |= seen.names
    for sent in SENT:
        with forms_made() as made:
            answer = _answer(client, with_fields("POST", path, dict.fromkeys(names, quote(sent))))
        if answer.status_code == 422 and "html" in answer.headers["Content-Type"]:
            page = read(answer.content)
            if not page.mistakes and not page.alerts:
                yield f"POST {address} [{sent[:4]}]: refused without a word"
            yield from (f"POST {address} [{sent[:4]}]: {one}" for one in troubles(page, made))


def test_every_form_names_the_wrong_input_and_keeps_what_was_typed(
    callers: dict[str, Client],  # noqa: F811
    things: dict[str, object],  # noqa: F811
) -> None:
    lines = _lines()
    found = [
        said for address, known in lines for said in _asked(callers[_who(known)], address, filled(address, things))
    ]
    assert len(lines) > 50
    assert not found, "\n".join(dict.fromkeys(found))


def test_every_operation_of_the_interface_names_the_wrong_field(
    callers: dict[str, Client],  # noqa: F811
    things: dict[str, object],  # noqa: F811
) -> None:
    found, refused = [], 0
    for key, known in table().items():
        method, address = key.split(" ", 1)
        if method == "GET" or not (address.startswith("/api/") and address[4:].startswith(ROOMS)):
            continue
        for body in (
            {},
            dict.fromkeys(_named(method, address), "无此"),
            dict.fromkeys(_named(method, address), 10**30),
        ):
            sent = Sent(
                method, filled(address, things), json.dumps(body).encode(), "application/json",
                {"Idempotency-Key": f"k{len(found)}-{refused}"},
            )  # fmt: skip
            answer = _answer(callers[_who(known)], sent)
            if answer.status_code == 422:
                refused += 1
                if not answer.json()["fields"]:
                    found.append(f"{key} {list(body)}: {answer.json()}")
    assert not found, "\n".join(found)
    assert refused > 40


def _named(method: str, address: str) -> list[str]:
    """The fields that the body of an operation declares."""
    content = _declared(method, address).get("requestBody", {}).get("content", {})
    shape = content.get("application/json", {}).get("schema", {})
    name = str(shape.get("$ref", "")).rpartition("/")[2]
    return list(_schemas().get(name, {}).get("properties", {}))


@cache
def _schemas() -> dict[str, Any]:
    """The bodies that the interface describes: a second of work each time it is asked."""
    return dict(api.get_openapi_schema()["components"]["schemas"])
