"""What nobody should ever send, and how to send it: fields, arguments of addresses, bodies, headers.

The names of the fields are learned from the views themselves, by watching what they read of a request; a new page is
covered by being there. A form that looks at a field only when another one is right needs that one in PLAUSIBLE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
    value for value in VALUES if value.startswith(("9" * 10, "-1", "%00", "%ED")) or len(value) > 5000
)

# What a page may choke on that shows again what was typed: these, and the first that each field gets, are shown.
FOR_THE_PAGE = tuple(
    value for value in VALUES if value.startswith(("%ED", "%FF", quote("\u202e"), "9" * 20)) or len(value) > 5000
)

# For arguments of an address: the empty one would be another address.
ARGUMENTS = tuple(value for value in VALUES if value)

# What gets a form past its other fields.
PLAUSIBLE = {
    "answer": "说明",
    "causes": "高峰排队",
    "held_on": "2026-11-02",
    "measures": "加开窗口",
    "month": "2026-10",
    "camera": "3 号摄像头",
    "carrier": "superior",
    "category": "routine",
    "channel": "phone",
    "choice": "good",
    "closes": "17:00",
    "day_kind": "working",
    "decision": "approve",
    "deputy": "O1-open_teller",
    "first_on": "2027-01-04",
    "frame_sha256": "a" * 64,
    "from_on": "2027-01-04",
    "inspector_id": "O1-inspector",
    "institution": "O1",
    "institution_id": "O1",
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
    "giver": "",  # nobody: one hands over what is one's own
    "goals": "分散到期资金",
    "lessons": "提前一周约场地",
    "list_name": "到期客户",
    "measure": "sales",
    "facility": "signs",
    "place": "frame",
    "remedy": "已更换",
    "result": "ok",
    "trade": "fund",
    "minutes": "总结昨日服务",
    "time": "08:30",
    "edition": "1",
    "plan": "system",
    "real": "no",
    "what": "practice",
    "code": "en",
    "level": "simple",
    "done": "yes",
    "n": "1",
    "summary": "点钞练习",
    "due-1": "2027-01-04",
    "task-1": "更换灯箱",
    "owner-1": "O1-lobby_manager",
    "present": "O1-outlet_head",
    "participants": "O1-outlet_head",
    "part": "sales",
    "kind-1": "scale",
    "number": "3",
    "said": "希望多开窗口",
    "task-due-1": "2027-12-01",
    "task-owner-1": "O1-outlet_head",
    "way": "link",
    "topic": "春季座谈",
    "zh-1": "您是否满意？",
    "state": "invited",
    "text": "希望早一点提醒",
    "title": "社区讲座",
    "topics": "person:O1-outlet_head",
    "value": "5",
    "which": "chosen",
    "who": "position:wealth_manager",
    "year": "2026",
    # of a company's lead
    "agreed_on": "2027-01-04",
    "attitude": "for",
    "company": "晨光机电",
    "contact_name": "周敏",
    "industry": "制造",
    "job": "财务总监",
    "list": "small",
    "need": "settlement",
    "need_text": "跨境收款",
    "offer": "上门服务",
    "seen": "1",
    "size": "small",
    "source": "park",
    "starts_at": "2027-01-04T10:00",
    "worth": "年结算两亿",
    "solution": "说明",
    "strengths": "说明",
    "team": "O1-account_manager",
    "understanding": "说明",
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
    shown: bool = True  # whether the page that answers is written

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


def inviting(method: str, path: str, names: set[str]) -> Sent:
    """A request with these fields as a person might fill them in, to watch what is read of it."""
    return with_fields(method, path, {**plausible(names), MARK: ""})


def share(values: tuple[Any, ...], turn: int, of: int, least: int = 4) -> tuple[Any, ...]:
    """What number `turn` of `of` alike gets of `values`: together they get all of them, each of them `least`.

    Every value at every address would be a product that grows with each page: what stands once in the house still gets
    everything, what stands on a hundred pages is read by the same few lines on all of them.
    """
    each = max(least, -(-len(values) // of))
    return tuple(values[(turn * each + n) % len(values)] for n in range(min(each, len(values))))


# A field that nobody asks for: what is read of where it stands is read of what we sent.
MARK = "nobody-asked"


@dataclass
class Read:
    """The names of the fields that were read of what was sent; `lists`: those of which all values were."""

    names: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)


def field_by_field(
    method: str, path: str, values: dict[str, tuple[str, ...]], lists: Collection[str] = ()
) -> Iterator[Sent]:
    """Every field in turn with each of its `values`, the others plausible; then missing, doubled, and all at once.

    Of a field given twice the last counts, which is one more value of it: only those of `lists` are given twice.
    The form that is refused is shown again for what a page may choke on, not for every value: that is half the work.
    """
    good = plausible(set(values))
    for name in good:
        for value in values[name]:
            shown = method == "GET" or value in (values[name][0], *FOR_THE_PAGE)
            yield replace(with_fields(method, path, {**good, name: value}), shown=shown)
        if method == "GET":
            continue
        yield with_fields(method, path, {other: value for other, value in good.items() if other != name})
        if name in lists:
            yield with_fields(method, path, {**good, name: f"{good[name]}&{quote(name)}=%FF"})
    for value in VALUES[::4]:
        yield with_fields(method, path, {**dict.fromkeys(good, value), MARK: value})


@contextmanager
def watched() -> Iterator[Read]:
    """What is read meanwhile of requests that carry MARK where the fields stand.

    A page that is only asked for reads of its form too, where nothing can have been typed: that is no field of it.
    """
    read = Read()
    plain_get, plain_list = QueryDict.__getitem__, QueryDict.getlist

    def getitem(self: Any, key: Any) -> Any:
        if MARK in self and key != MARK:
            read.names.add(str(key))
        return plain_get(self, key)

    def getlist(self: Any, key: Any, default: Any = None) -> Any:
        if MARK in self and key != MARK:
            read.names.add(str(key))
            read.lists.add(str(key))
        return plain_list(self, key, default)

    with patch.object(QueryDict, "__getitem__", getitem), patch.object(QueryDict, "getlist", getlist):
        yield read
