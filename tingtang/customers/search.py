"""Finding one's customers by what one knows: name, pinyin, initials, number, or the last four of phone or identity.

Nobody is found whom the viewer has no tie to. What is typed must be known already: of a phone the last four (which the
mask shows) or all of it, of an identity number the last four or all. A search by identity leaves a trace, since its
tail is longer than the mask shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Right, Upper

from tingtang.audit import actions as audit
from tingtang.customers.models import Customer, Merge, NameKey
from tingtang.customers.pinyin import plain
from tingtang.organisation.access import Viewer, headed, subtree, tied_customers
from tingtang.shared.identifiers import Identity, identity, normal, to_18
from tingtang.shared.phones import Phone, phone, spellings

MOST = 50  # more are not shown: one types more
KEYS = 4 * (MOST + 1)  # of names below a head: one customer's name has a few that begin alike
CARDS = ("wealth_management", "wealth", "platinum", "private")  # docs/feed.md
FEWEST = 2  # letters; one letter alone is no search
TAIL = re.compile(r"[0-9]{3}[0-9X]")


@dataclass(frozen=True, slots=True)
class Found:
    """The customers found, soonest by name, whether there are more, and whether too little was typed.

    `merged_into` of a row is the file to use instead, where it is a duplicate.
    """

    rows: tuple[Customer, ...]
    more: bool = False
    short: bool = False


def search(viewer: Viewer, typed: str, *, tier: str = "", card: str = "", at: datetime) -> Found:
    """The viewer's customers that what was typed may mean; without anything one's own, most assets first.

    `card`: the kind of card held. Without anything typed it is looked for among all whom the viewer is tied to.
    """
    kept = Merge.objects.filter(state=Merge.State.LINKED, duplicate=OuterRef("pk")).values("kept")
    shown = Customer.objects.select_related("manager", "home_institution").annotate(merged_into=Subquery(kept[:1]))
    only = {name: value for name, value in (("tier", tier), ("card", card)) if value}
    shown = shown.filter(**only)
    text = typed.strip()
    if not text:
        mine = shown.filter(tied_customers(viewer))
        if not card:
            mine = mine.filter(manager__in={viewer.staff_id, *viewer.stands_in_for})
        return _shown(list(mine.order_by("-assets", "pk")[: MOST + 1]))
    number = normal(text)
    if len(plain(text)) < FEWEST and text.isascii():
        return Found((), short=True)
    rows = list(shown.filter(pk__in=_meant(viewer, text, number, only)).order_by("name", "pk")[: MOST + 1])
    if by_identity := [one for one in rows if _by_identity(number, one)]:
        _trace(viewer, by_identity, at)
    elif not rows and (TAIL.fullmatch(number) or isinstance(identity(number), Identity)):
        _trace(viewer, [], at)
    return _shown(rows)


def _shown(rows: Sequence[Customer]) -> Found:
    return Found(tuple(rows[:MOST]), more=len(rows) > MOST)


def _meant(viewer: Viewer, text: str, number: str, only: Mapping[str, str] | None = None) -> QuerySet[Any, Any]:
    """The ids of those tied to the viewer whom it may mean: one index a way, joined as a union (an OR over them would
    use none). The tie stands in every way, and there only: what a manager finds is looked for among their own, however
    large the bank, and the union is short. `only`: what holds of them besides.
    """
    everyone = Customer.objects.filter(tied_customers(viewer)).values("pk")
    ways: list[QuerySet[Any, Any]] = [everyone.filter(pk__in={text, number, number.lower()})]
    if key := plain(text):
        ways += _by_name(viewer, key, only or {})
    if TAIL.fullmatch(number):
        ends = everyone.annotate(phone_end=Right("phone", 4), id_end=Upper(Right("id_no", 4)))
        ways += [ends.filter(phone_end=number).values("pk"), ends.filter(id_end=number).values("pk")]
    if isinstance(read := identity(number), Identity):
        ways.append(everyone.filter(id_no__in={number, number.lower(), *_other_forms(read)}))
    if isinstance(phone(text), Phone):
        ways.append(everyone.filter(phone__in=spellings(text)))
    return ways[0].union(*ways[1:])


def _by_name(viewer: Viewer, key: str, only: Mapping[str, str]) -> list[QuerySet[Any, Any]]:
    """Along one's own customers; and along the places one heads until enough are found, whatever the size of the bank
    and however many bear the name.
    """
    if not viewer.reaches_customers:
        return []
    named = NameKey.objects.filter(key__startswith=key, **{f"customer__{name}": one for name, one in only.items()})
    ways: list[QuerySet[Any, Any]] = [
        named.filter(customer__manager__in={viewer.staff_id, *viewer.stands_in_for}).values("customer")
    ]
    if tops := headed(viewer):
        below = Customer.objects.filter(home_institution__in=subtree(tops))  # asked again: a key may be an hour old
        some = named.filter(home_institution__in=subtree(tops)).values("customer")[:KEYS]
        ways.append(below.filter(pk__in=some).values("pk"))
    return ways


def _other_forms(read: Identity) -> set[str]:
    """The 18-digit form of a 15-digit number, and the reverse."""
    if read.kind == "resident_15":
        return {to_18(read.number)}
    if read.kind == "resident" and read.number[6:8] == "19":
        return {read.number[:6] + read.number[8:17]}
    return set()


def _by_identity(number: str, customer: Customer) -> bool:
    """Whether the customer's identity number was hit, and not the phone or the number on the card."""
    if number in (normal(customer.customer_id), normal(customer.phone)[-4:]):
        return False
    asked = TAIL.fullmatch(number) or isinstance(identity(number), Identity)
    return bool(asked) and normal(customer.id_no)[-4:] == number[-4:]


def _trace(viewer: Viewer, found: Sequence[Customer], at: datetime) -> None:
    """Each customer found by identity, whose manager can see it; a miss as one."""
    for one in found:
        audit.log_read(
            by=viewer.actor, at=at, subject=("customer", one.pk), action="customer.search.identity",
            institution=one.home_institution_id,
        )  # fmt: skip
    if not found:
        audit.log_read(
            by=viewer.actor, at=at, subject=("search", "identity"), action="customer.search.miss",
            institution=viewer.institution_id,
        )  # fmt: skip
