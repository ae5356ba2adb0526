"""What nobody should ever send, and how to send it: fields, arguments of addresses, bodies, headers.

The names of the fields are learned from the views themselves, by watching what they read of a request; a new page is
covered by being there. A form that looks at a field only when another one is right needs that one in PLAUSIBLE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.http import QueryDict

# As they stand in an address or a form: percent-encoded, so that bytes which are no text can be among them.
VALUES = (
    "",
    "-1",
    "NaN",
    "9" * 19,  # one digit more than a database's integer holds
    "9" * 400,
    quote("٣"),  # a decimal digit to Python, not to a database
    quote("²"),  # a digit to Python, and no number
    "2026-02-30",
    "9999-12-31",
    "%00",
    "%ED%A0%80",  # a lone surrogate, as UTF-8 would spell it if it could
    "%FF%FE%80",  # no UTF-8
    quote("\u202e\ufeff\U0010ffff"),  # right to left, a mark of order, the last code point
    quote("<script>" + "字" * 5000),
    # Words that somebody else's parser would trip over: for what is kept, in the forms that are posted.
    *(WORDS := (quote("' OR 1=1 -- \\"), quote("../../etc/passwd"), quote('{"a":[null]}'), quote("  \t\r\n "))),
)

# What a database may choke on where our own code did not: these are sent again when the suite runs on PostgreSQL.
FOR_THE_DATABASE = tuple(
    value for value in VALUES if value.startswith(("9", "-1", "%00", "%ED", "0", "2026")) or len(value) > 5000
)

# For arguments of an address: the empty one would be another address.
ARGUMENTS = tuple(value for value in VALUES if value)

# What gets a form past its other fields.
PLAUSIBLE = {
    "answer": "说明",
    "channel": "phone",
    "closes": "17:00",
    "day_kind": "working",
    "decision": "approve",
    "deputy": "O1-open_teller",
    "first_on": "2027-01-04",
    "from_on": "2027-01-04",
    "institution": "O1",
    "kind": "waiting",
    "key": "0123456789abcdef",
    "last_on": "2027-01-05",
    "memo": "说了近况",
    "next_on": "2027-01-04",
    "on": "2027-01-04",
    "opens": "09:00",
    "outcome": "reached",
    "period": "2026-11",
    "reason": "有理由",
    "staff": "O1-wealth_manager",
    "topics": "person:O1-outlet_head",
    "value": "5",
}

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xx"
_PART = b'--xx\r\nContent-Disposition: form-data; name="reason"'

# (content type, body)
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b""),
    ("application/json", b'{"a": '),
    ("application/json", b"null"),
    ("application/json", b'[1, "x"]'),
    ("application/json", b'{"reason": "\\ud800", "value": 1e999, "id": ' + b"9" * 400 + b"}"),
    ("application/json", b"[" * 20_000),
    ("application/json; charset=base64", b'"\xff"'),
    (FORM, b"reason=\xff\xfe&value=\xed\xa0\x80"),
    (FORM, b"&".join(b"f%d=1" % n for n in range(1_100))),
    (FORM, b"reason=" + b"x" * 2_700_000),
    (FORM + "; charset=base64", b"reason=%ff"),
    ("multipart/form-data", b"no boundary"),
    (MULTIPART, _PART),
    (MULTIPART, _PART + b'; filename="a.exe"\r\n\r\nMZ\x00\r\n--xx--\r\n'),
    (MULTIPART, _PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--xx--\r\n"),
    ("text/plain", b"\x00\x01\x02"),
    ("", b"reason=x"),
)

HEADERS: tuple[dict[str, str], ...] = (
    {"Cookie": "sessionid=\x01; lang=\xff"},
    {"Cookie": "=;;;=; lang=" + "x" * 5000},
    {"Authorization": "Bearer tt_\xff\x80"},
    {"Authorization": "Bearer " + "x" * 5000},
    {"Authorization": "Basic !!!"},
    {"Accept": "\xff/\xfe;q=x"},
    {"Accept-Language": ",,;q=9e9,\xff"},
    {"Content-Type": "text/plain; charset=base64"},
    {"Host": "a\x01b..:99999"},
    {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Target": "\xff"},
    {"If-Modified-Since": "yesterday", "If-None-Match": '"'},
    {"X-Forwarded-For": "'; drop table", "X-Forwarded-Proto": "gopher"},
)


@dataclass
class Sent:
    """One request."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path[:90]} {self.content_type} {self.body[:90]!r} {self.headers or ''}".strip()


def with_fields(method: str, path: str, fields: dict[str, str]) -> Sent:
    """The request with these fields, already percent-encoded: in the address, or in the body of a form."""
    text = "&".join(f"{quote(name)}={value}" for name, value in fields.items())
    if method in ("GET", "HEAD"):
        return Sent(method, f"{path}?{text}" if text else path)
    return Sent(method, path, text.encode())


def plausible(names: set[str]) -> dict[str, str]:
    """Each field with something a person might type."""
    return {name: quote(PLAUSIBLE.get(name, "1")) for name in sorted(names)}


def field_by_field(method: str, path: str, names: set[str], values: tuple[str, ...] = VALUES) -> Iterator[Sent]:
    """Every field in turn with each of `values`, the others plausible; then missing, doubled, and all at once."""
    good, asks = plausible(names), method == "GET"
    for name in good:
        for value in values:
            if not (asks and value in WORDS):
                yield with_fields(method, path, {**good, name: value})
        if asks:
            continue
        yield with_fields(method, path, {other: value for other, value in good.items() if other != name})
        yield with_fields(method, path, {**good, name: f"{good[name]}&{quote(name)}=%FF"})
    for value in VALUES[::4]:
        yield with_fields(method, path, {**dict.fromkeys(good, value), "nobody-asked": value})


@contextmanager
def watched() -> Iterator[set[str]]:
    """The names of the fields that are read of requests meanwhile."""
    read: set[str] = set()
    plain_get, plain_list = QueryDict.__getitem__, QueryDict.getlist

    def getitem(self: Any, key: Any) -> Any:
        read.add(str(key))
        return plain_get(self, key)

    def getlist(self: Any, key: Any, default: Any = None) -> Any:
        read.add(str(key))
        return plain_list(self, key, default)

    with patch.object(QueryDict, "__getitem__", getitem), patch.object(QueryDict, "getlist", getlist):
        yield read
