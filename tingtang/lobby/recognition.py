"""Who somebody is: by card, identity number or phone number exactly, or by facts that together name one (A27, A28.1).

Searched among the maintained customers of the whole province, whatever outlet asks. Numbers compare as numbers, however
they were written down on either side (shared/identifiers.py, shared/phones.py). The answer is one customer, nobody, or
the one fact more that would decide; never a list of people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import QuerySet

from tingtang.customers.models import Customer
from tingtang.lobby.errors import BadInput
from tingtang.shared.identifiers import Fault, Identity, identity, normal, same_person, to_18
from tingtang.shared.phones import Phone, phone
from tingtang.shared.text import Bilingual

Method = Literal["card", "identity", "phone", "facts"]
Fact = Literal["name", "birth_date", "id_tail"]
NOTHING = Bilingual(
    "请刷卡，或输入证件号码、手机号码，或姓名和手机尾号", "a card, an identity or phone number, or facts"
)
NAME = Bilingual("请输入姓名", "the name")
TAIL = Bilingual("请输入手机号码后四位", "the last four digits of the phone number")
ONE_MORE = Bilingual("请再核对一项：出生日期或证件后四位", "one fact more: the birth date or the identity number's end")
ID_TAIL = Bilingual("请输入证件号码后四位", "the last four characters of the identity number")
LONG = Bilingual("过长", "too long")
CARDS = ("wealth_management", "wealth", "platinum", "private")
MOST = 50  # more who share a name and a tail are not looked at: the facts do not name one
FOUR_DIGITS, FOUR = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{3}[0-9X]")


@dataclass(frozen=True, slots=True)
class Given:
    """What was read or told. One of `card` (the customer number on it), `id_no`, `phone`; or `name` with `phone_tail`
    (last four digits) and, where asked for, `birth_date` or `id_tail` (last four). `name` may go with any of them."""

    card: str = ""
    id_no: str = ""
    phone: str = ""
    name: str = ""
    phone_tail: str = ""
    birth_date: date | None = None
    id_tail: str = ""

    @property
    def method(self) -> Method:
        """By what. Raises BadInput when nothing usable is given."""
        by_facts = self.name if self.phone_tail else ""
        told: dict[Method, str] = {"card": self.card, "identity": self.id_no, "phone": self.phone, "facts": by_facts}
        found = [way for way, text in told.items() if text.strip()]
        if not found:
            raise BadInput("name" if self.phone_tail else "card", NOTHING)
        return found[0]


def by_facts(name: str, phone_tail: str, *, birth_date: date | None = None, id_tail: str = "") -> Given:
    """Name, phone tail and one fact more, as pages ask for them (A28.1). Raises BadInput naming what is missing."""
    for field, text, wrong in (("name", name, NAME), ("phone_tail", phone_tail, TAIL)):
        if not text.strip():
            raise BadInput(field, wrong)
    if birth_date is None and not id_tail.strip():
        raise BadInput("id_tail", ONE_MORE)
    return Given(name=name, phone_tail=phone_tail, birth_date=birth_date, id_tail=id_tail.strip())


@dataclass(frozen=True, slots=True)
class AskMore:
    """Several people fit: the one fact more that is asked for."""

    fact: Fact


def find(given: Given, on: date) -> Customer | AskMore | None:
    """The one maintained customer that fits, the fact that would decide, or None.

    Raises BadInput naming the field for what cannot be a card, a number or a tail: a slip of the hand is no miss.
    """
    if any(len(text) > 120 for text in (given.card, given.id_no, given.phone, given.name, given.phone_tail)):
        raise BadInput("name" if len(given.name) > 120 else given.method, LONG)
    method = given.method
    if given.id_tail:  # whether or not anybody fits so far: what is refused must not tell
        _tail("id_tail", given.id_tail, FOUR, ID_TAIL)
    found = list(_CANDIDATES[method](given, on).select_related("home_institution", "manager")[: MOST + 1])
    if method == "identity":
        found = [one for one in found if _same_identity(given.id_no, one.id_no)]
    return _decided(given, found) if len(found) <= MOST else None


def _decided(given: Given, found: list[Customer]) -> Customer | AskMore | None:
    fitting = [one for one in found if _fits(given, one)]
    if len(fitting) <= 1:
        return fitting[0] if fitting else None
    if given.method in ("identity", "card"):  # two rows of one number: nobody is guessed at
        return None
    told: dict[Fact, bool] = {
        "name": bool(given.name), "birth_date": given.birth_date is not None, "id_tail": bool(given.id_tail)
    }  # fmt: skip
    return next((AskMore(fact) for fact, known in told.items() if not known), None)


def _fits(given: Given, customer: Customer) -> bool:
    """Whether every further fact that was given is that of the customer."""
    return (
        (not given.name or plain(given.name) == plain(customer.name))
        and (given.birth_date is None or given.birth_date == customer.birth_date)
        and (not given.id_tail or normal(customer.id_no).endswith(_tail("id_tail", given.id_tail, FOUR, ID_TAIL)))
    )


def plain(name: str) -> str:
    """A name without spaces and dots, full-width characters made plain, capitals alike."""
    return re.sub(r"[\s·•.]", "", unicodedata.normalize("NFKC", name)).casefold()


def _tail(field: str, typed: str, form: re.Pattern[str], text: Bilingual) -> str:
    tail = normal(typed)
    if not form.fullmatch(tail):
        raise BadInput(field, text)
    return tail


def _by_card(given: Given, _on: date) -> QuerySet[Customer]:
    number = normal(given.card)
    return Customer.objects.filter(customer_id__in={number, number.lower(), given.card.strip()})


def _by_identity(given: Given, on: date) -> QuerySet[Customer]:
    read = identity(given.id_no, on)
    if read in (Fault.CHECK_DIGIT, Fault.BIRTH_DATE, Fault.BIRTH_IN_FUTURE, Fault.EMPTY) and isinstance(read, Fault):
        raise BadInput("id_no", read.text)
    written = {normal(given.id_no), given.id_no.strip()}
    if isinstance(read, Identity):
        written |= _other_forms(read)
    return Customer.objects.filter(id_no__in={*written, *(one.lower() for one in written)})


def _other_forms(read: Identity) -> set[str]:
    """The 18-digit form of a 15-digit number, and the reverse."""
    if read.kind == "resident_15":
        return {to_18(read.number)}
    if read.kind == "resident" and read.number[6:8] == "19":
        return {read.number[:6] + read.number[8:17]}
    return set()


def _same_identity(typed: str, kept: str) -> bool:
    one, other = identity(typed), identity(kept)
    if isinstance(one, Identity) and isinstance(other, Identity):
        return same_person(one, other)
    return normal(typed) == normal(kept)


def _by_phone(given: Given, _on: date) -> QuerySet[Customer]:
    read = phone(given.phone)
    if not isinstance(read, Phone):
        raise BadInput("phone", read.text)
    return Customer.objects.filter(phone__in=_written(read))


def _written(read: Phone) -> set[str]:
    """How the core bank may have the number written down."""
    number, area = read.number, read.area
    parts = (area, number[len(area) :]) if area else (number[:3], number[3:7], number[7:])
    return {
        number,
        f"+86{number}",
        f"86{number}",
        f"+86 {number}",
        f"+86-{number}",
        "-".join(parts),
        " ".join(parts),
    } | {read.international}


def _by_facts(given: Given, _on: date) -> QuerySet[Customer]:
    tail = _tail("phone_tail", given.phone_tail, FOUR_DIGITS, TAIL)
    name = given.name.strip()
    names = {name, unicodedata.normalize("NFKC", name), re.sub(r"\s", "", name), name.upper(), name.title()}
    return Customer.objects.filter(name__in=names, phone__endswith=tail)


_CANDIDATES = {"card": _by_card, "identity": _by_identity, "phone": _by_phone, "facts": _by_facts}


def served_as(customer: Customer, cards: Iterable[str]) -> str:
    """The highest standing that A27 gives: key corporate clients, the tier by assets, the card held.

    `cards`: those that count, `vip.cards`. One of private, corporate_vip, wealth, platinum, wealth_management,
    ordinary.
    """
    held = {customer.tier, *({customer.card} & set(cards))}
    if customer.key_account:
        held.add("corporate_vip")
    order = ("private", "corporate_vip", "wealth", "platinum", "wealth_management")
    return next((tier for tier in order if tier in held), "ordinary")
