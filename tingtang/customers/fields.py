"""What may be known of a customer, field by field: who keeps it, of whom it is, and what a value must look like.

Pure. Fields of the core bank are read-only copies: a mistake in them is proposed as a correction. The others are kept
here, as the customer stated them or as a document showed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tingtang.shared.identifiers import Fault, Identity, credit_code, identity
from tingtang.shared.phones import own_phone, phone
from tingtang.shared.text import Bilingual

LONGEST = 200
PERSON, COMPANY = "P", "C"
NO_DATE = Bilingual("请填写日期，如 1985-06-01", "give a date such as 1985-06-01")
NO_EMAIL = Bilingual("不是有效的邮箱地址", "this is no mail address")
NO_CHOICE = Bilingual("请选择一项", "choose one")
NOT_OF_ID = Bilingual("出生日期与证件号码不一致", "the date of birth is not that of the identity number")
PASSED = Bilingual("证件已过有效期", "the document is no longer valid")
TOO_LONG = Bilingual("内容过长", "this is too long")
# Papers whose numbers we cannot read: they are kept as they are.
UNREAD = frozenset({"passport", "military", "household", "other"})


@dataclass(frozen=True, slots=True)
class Field:
    """One piece of information. `of`: of persons (P), companies (C) or both; `choices`: the only values it may have."""

    name: str
    core: bool = False
    of: str = PERSON + COMPANY
    choices: tuple[str, ...] = ()
    day: bool = False


FIELDS: dict[str, Field] = {
    one.name: one
    for one in (
        Field("name", core=True),
        Field("id_type", core=True),
        Field("id_no", core=True),
        Field("phone", core=True),
        Field("birth_date", core=True, of=PERSON, day=True),
        Field("birth_calendar", core=True, of=PERSON, choices=("solar", "lunar")),
        Field("industry", core=True),
        Field("id_valid_until", of=PERSON, day=True),
        Field("email"),
        Field("address"),
        Field("occupation", of=PERSON),
        Field("employer", of=PERSON),
        Field("preferred_channel", choices=("visit", "phone", "video", "wechat", "sms", "mail")),
        Field("preferred_time", choices=("morning", "noon", "afternoon", "evening", "weekend")),
    )
}


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a person or a company, the core bank's first."""
    return tuple(one for one in FIELDS.values() if kind in one.of)


def fault(field: Field, value: str, others: Mapping[str, str], *, kind: str, on: date) -> Bilingual | None:
    """What is wrong with a value, by its form and against the other fields; None when nothing is, or nothing is there.

    `others`: the customer's values by name (`id_no` and `id_type` tell more than their own field).
    """
    if not value:
        return None
    if len(value) > LONGEST:
        return TOO_LONG
    if field.choices:
        return None if value in field.choices else NO_CHOICE
    if field.day:
        return _day(field, value, others, on)
    return _text(field.name, value, others, kind, on)


def _text(name: str, value: str, others: Mapping[str, str], kind: str, on: date) -> Bilingual | None:
    if name == "id_no" and others.get("id_type", "") not in UNREAD:
        read = credit_code(value) if kind == COMPANY else identity(value, on)
        return read.text if isinstance(read, Fault) else None
    if name == "phone":
        return _phone(value, kind)
    return _email(value) if name == "email" else None


def _phone(value: str, kind: str) -> Bilingual | None:
    read = own_phone(value) if kind == PERSON else phone(value)  # a company may be reached by its 400 number
    return read.text if isinstance(read, Fault) else None


def _email(value: str) -> Bilingual | None:
    try:
        validate_email(value)
    except ValidationError:
        return NO_EMAIL
    return None


def _day(field: Field, value: str, others: Mapping[str, str], on: date) -> Bilingual | None:
    try:
        given = date.fromisoformat(value)
    except ValueError:
        return NO_DATE
    if field.name == "id_valid_until":
        return PASSED if given < on else None
    if given > on:
        return Fault.BIRTH_IN_FUTURE.text
    told = birth_of(others)
    return NOT_OF_ID if told is not None and told != given else None


def birth_of(values: Mapping[str, str]) -> date | None:
    """The date of birth that an identity number tells, if it tells one."""
    if not values.get("id_no") or values.get("id_type", "") in UNREAD:
        return None
    read = identity(values["id_no"])
    return read.birth if isinstance(read, Identity) else None
