"""Masking: how a sensitive value looks to someone who has no need to know it.

One mechanism for lists, search, exports, interface, notifications, errors and logs. `FIELD_KINDS` is the register:
a field that stands here is masked everywhere by default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

Kind = Literal["name", "phone", "id_no", "email", "account", "address", "money", "birth_date", "memo"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Value = str | int | Decimal | date | datetime | None
HIDDEN = "***"

# field name -> how it is masked. `model.field` where the bare name is also used for things that are no secret.
FIELD_KINDS: Mapping[str, Kind] = {
    "customer.name": "name",
    "familymember.name": "name",
    "customer_name": "name",
    "family_name": "name",
    "contact_name": "name",
    "prospect_name": "name",
    "complainant": "name",
    "agent_name": "name",
    "id_no": "id_no",
    "credit_code": "id_no",
    "passport_no": "id_no",
    "phone": "phone",
    "phone_no": "phone",
    "mobile": "phone",
    "telephone": "phone",
    "email": "email",
    "account_no": "account",
    "card_no": "account",
    "address": "address",
    "home_address": "address",
    "birth_date": "birth_date",
    "birthday": "birth_date",
    "assets": "money",
    "aum": "money",
    "balance": "money",
    "cost": "money",
    "amount": "money",
    "overdue_amount": "money",
    "memo": "memo",
    "need": "memo",
    "need_text": "memo",
}

# Fields of a request or a log that nobody may read there at all: those with one of these words in their name.
SECRETS = ("password", "secret", "token", "authorization", "cookie", "sessionid", "session_key", "api_key")


def kind_of(field: str, model: str = "") -> Kind | None:
    """How `field` (of `model`, lower case) is masked, or None when it is no secret."""
    return FIELD_KINDS.get(f"{model.lower()}.{field}") or FIELD_KINDS.get(field)


def is_secret(field: str) -> bool:
    """Whether a field of this name may not be logged at all, whatever stands in it."""
    name = field.lower().replace("-", "_")
    return any(word in name for word in SECRETS)


def mask(kind: Kind, value: Value) -> str:
    """The value as one sees it without need to know. Empty stays empty; ValueError for an unknown kind.

    A short value shows nothing, so that a mask never gives away most of what it hides.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    if value is None or value == "":
        return ""
    return _MASKS[kind](str(value).strip() or "-")


def _name(text: str) -> str:
    """First character of a Chinese name; first letter of each word of another. Length hidden."""
    if text.isascii():
        return " ".join(f"{word[0]}{HIDDEN}" for word in text.split())
    return f"{text[0]}**"


def _ends(text: str, head: int, tail: int) -> str:
    """First `head` and last `tail` characters when at least four stay hidden between them."""
    text = re.sub(r"[\s-]", "", text)
    return f"{text[:head]}****{text[-tail:]}" if len(text) >= head + tail + 4 else HIDDEN


def _phone(text: str) -> str:
    """A mobile as 138****5678; a landline by its last two digits."""
    shown = _ends(text, 3, 4)
    return _ends(text, 0, 2) if shown == HIDDEN else shown


def _email(text: str) -> str:
    local, at, domain = text.rpartition("@")
    return f"{local[:1]}{HIDDEN}@{domain}" if at and len(local) > 1 else HIDDEN


def _address(text: str) -> str:
    """Province and city, or the first three characters."""
    region = re.match(r"^(.{2,8}?(省|自治区|市))?(.{2,8}?(市|州|盟|地区))?", text)
    shown = region.group() if region and region.group() else text[:3]
    return f"{shown}{HIDDEN}" if len(shown) < len(text) - 2 else HIDDEN


_MASKS: Mapping[Kind, Callable[[str], str]] = {
    "name": _name,
    "phone": _phone,
    "id_no": lambda text: _ends(text, 1, 2),
    "email": _email,
    "account": lambda text: _ends(text, 0, 4),
    "address": _address,
    "money": lambda _text: HIDDEN,
    "birth_date": lambda text: f"{text[:4]}-**-**" if re.match(r"\d{4}-", text) else HIDDEN,
    "memo": lambda _text: HIDDEN,
}
