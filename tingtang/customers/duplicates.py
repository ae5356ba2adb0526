"""Files that look like one customer: what somebody types against what is held, and all that is held against itself.

Alike in identity is exact (15 and 18 digits of one number are the same); alike in phone, or in how the name sounds
together with a tail of phone or identity, is likely. Who asks hears that there is such a file and who manages it,
nothing else of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length, Right, Upper

from tingtang.customers.errors import BadInformation
from tingtang.customers.fields import UNREAD
from tingtang.customers.models import Customer, Merge, NameKey, Pair
from tingtang.customers.pinyin import sounds
from tingtang.shared.identifiers import Fault, Identity, credit_code, identity, normal, to_18
from tingtang.shared.phones import Phone, phone, spellings
from tingtang.shared.text import Bilingual

EXACT, LIKELY = "exact", "likely"
IDENTITY, PHONE, NAME, PHONE_TAIL, ID_TAIL = "identity", "phone", "name", "phone_tail", "id_tail"
IDENTITY_HELD = Bilingual("已有此证件号码的客户", "a customer with this identity number exists")
LIKE_IT = Bilingual("已有相似的客户", "a customer like this exists")
MOST = 10  # shown of one question; a number that more share (a switchboard) tells nobody apart
TAIL = 4
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Match:
    """A file that is like what was asked: how much, in what, and who manages it. No other fact of it."""

    customer_id: str
    grade: str
    signs: tuple[str, ...]
    manager: str
    institution_id: str


def same_identity(id_no: str, *, kind: str = "P", besides: str = "") -> list[Customer]:
    """The files with this identity, however its digits are written; none for a number that is no identity."""
    forms = _forms(id_no, kind)
    found = Customer.objects.filter(id_no__in=forms) if forms else Customer.objects.none()
    return list(found.exclude(pk=besides).select_related("manager").order_by("pk")[:MOST])


def alike(*, name: str = "", phone_no: str = "", id_no: str = "", kind: str = "P", besides: str = "") -> list[Match]:
    """The files that may be of the same customer, exact ones first, each once with all its signs. At most MOST."""
    signs: dict[str, list[str]] = defaultdict(list)
    files: dict[str, Customer] = {}
    for sign, rows in _ways(name, phone_no, id_no, kind):
        for one in rows:
            if one.pk != besides:
                signs[one.pk].append(sign)
                files[one.pk] = one
    found = [_match(files[pk], tuple(said)) for pk, said in signs.items()]
    return sorted(found, key=lambda one: (one.grade != EXACT, -len(one.signs), one.customer_id))[:MOST]


def _ways(name: str, phone_no: str, id_no: str, kind: str) -> Iterator[tuple[str, Iterable[Customer]]]:
    """(sign, files) of each way to be alike; one index each."""
    yield IDENTITY, same_identity(id_no, kind=kind)
    if isinstance(phone(phone_no), Phone):
        yield PHONE, Customer.objects.filter(phone__in=spellings(phone_no)).select_related("manager")[:MOST]
    if not (read := sounds(name, person=kind == "P")):
        return
    named = NameKey.objects.filter(key__in=read).values("customer")
    files = Customer.objects.select_related("manager").annotate(
        phone_end=Right("phone", TAIL), id_end=Upper(Right("id_no", TAIL))
    )
    for sign, column, end in ((PHONE_TAIL, "phone_end", _tail(phone_no)), (ID_TAIL, "id_end", _tail(id_no))):
        if end:
            yield sign, files.filter(Q(**{column: end}), pk__in=named)[:MOST]


def _tail(text: str) -> str:
    number = normal(text)
    return number[-TAIL:] if len(number) >= TAIL else ""


def _forms(id_no: str, kind: str) -> set[str]:
    """Every way the core bank may have written an identity number."""
    number = normal(id_no)
    read = credit_code(number) if kind == "C" else identity(number)
    if isinstance(read, Fault):
        return set()
    forms = {number, number.lower()}
    if isinstance(read, Identity) and read.kind == "resident_15":
        forms |= {to_18(read.number), to_18(read.number).lower()}
    if isinstance(read, Identity) and read.kind == "resident" and number[6:8] == "19":
        forms.add(number[:6] + number[8:17])
    return forms


def _match(one: Customer, signs: tuple[str, ...]) -> Match:
    manager = one.manager.name if one.manager else ""
    grade = EXACT if IDENTITY in signs else LIKELY
    return Match(one.pk, grade, signs, manager, one.home_institution_id)


def refuse_duplicate(customer: Customer, field: str, value: str, *, warned: bool) -> None:
    """Raise BadInformation when the value would make this file one of another's: at once, or until one was `warned`."""
    if field == "id_no" and (same := same_identity(value, kind=customer.kind, besides=customer.pk)):
        raise BadInformation("value", _exists(same[0].manager.name if same[0].manager else "", IDENTITY_HELD))
    if warned or field not in ("phone", "name"):
        return
    asked = {"phone_no": value} if field == "phone" else {"name": value, "phone_no": customer.phone}
    found = alike(**asked, kind=customer.kind, besides=customer.pk)
    if found:
        raise BadInformation("warned", _exists(found[0].manager, LIKE_IT))


def _exists(manager: str, what: Bilingual) -> Bilingual:
    return Bilingual(
        f"{what.zh}，由{manager or '归属机构负责人'}管理", f"{what.en}, managed by {manager or 'the head of its home'}"
    )


# -- all against all --------------------------------------------------------------------------------------------------

Key = tuple[str, str]
Signs = dict[Key, set[str]]


@transaction.atomic
def find_pairs(*, on: date) -> int:
    """Bring the list of pairs in line with the copies; returns how many stand. Pairs put aside or merged are left.

    Groups come from indexes in the database, and only what is in a group is read: the work grows with the duplicates.
    Derived data of the night's copies, so without an audit row of its own.
    """
    found = {key: signs for key, signs in _signs().items() if signs}
    known = {_key(one.first_id, one.second_id): one for one in Pair.objects.all()}
    gone = [one.pk for key, one in known.items() if key not in found and not one.aside_by]
    Pair.objects.filter(pk__in=gone).delete()
    fresh = [_pair(key, signs, on) for key, signs in sorted(found.items()) if key not in known]
    Pair.objects.bulk_create(fresh, batch_size=CHUNK, ignore_conflicts=True)
    return len(found)


def _pair(key: Key, signs: set[str], on: date) -> Pair:
    grade = EXACT if IDENTITY in signs else LIKELY
    return Pair(first_id=key[0], second_id=key[1], grade=grade, signs=",".join(sorted(signs)), found_on=on)


def _signs() -> Signs:
    """What each pair has in common: identity; or phone with name or identity tail; or name with the identity tail."""
    signs: Signs = defaultdict(set)
    for rows in _groups(Customer.objects.exclude(id_no=""), "id_no"):
        _mark(signs, [one for one in rows if one.id_type not in UNREAD], IDENTITY)
    _old_numbers(signs)
    for rows in _groups(Customer.objects.exclude(phone=""), "phone"):
        for one, other in combinations(rows, 2):
            if alike_in := _shared(one, other):
                signs[_key(one.pk, other.pk)] |= {PHONE, *alike_in}
    tails = Customer.objects.exclude(id_no="").exclude(name="").annotate(id_end=Upper(Right("id_no", TAIL)))
    for rows in _groups(tails, "name", "id_end"):
        _mark(signs, rows, NAME, ID_TAIL)
    return signs


def _old_numbers(signs: Signs) -> None:
    """15-digit numbers against their 18-digit form."""
    old = Customer.objects.annotate(size=Length("id_no")).filter(size=15, kind="P").order_by("pk")
    for one in old.iterator(chunk_size=CHUNK):
        for other in same_identity(one.id_no, besides=one.pk):
            signs[_key(one.pk, other.pk)].add(IDENTITY)


def _groups(rows: QuerySet[Customer], *columns: str) -> Iterator[list[Customer]]:
    """The files that share these columns, group by group; a group larger than MOST tells nobody apart."""
    grouped = rows.values(*columns).annotate(n=Count("pk")).filter(n__gt=1, n__lte=MOST).order_by(*columns)
    shared = list(grouped.values_list(*columns))
    for start in range(0, len(shared), CHUNK):
        chunk = shared[start : start + CHUNK]
        held: dict[tuple[Any, ...], list[Customer]] = defaultdict(list)
        wanted = set(chunk)
        for one in rows.filter(**{f"{columns[0]}__in": {key[0] for key in chunk}}).order_by("pk"):
            if (key := tuple(getattr(one, column) for column in columns)) in wanted:
                held[key].append(one)
        yield from held.values()


def _shared(one: Customer, other: Customer) -> set[str]:
    """What two files of one phone have in common besides: a family shares the phone and nothing else."""
    found = set()
    if one.kind == other.kind and sounds(one.name, person=one.kind == "P") & sounds(
        other.name, person=other.kind == "P"
    ):
        found.add(NAME)
    if _tail(one.id_no) and _tail(one.id_no) == _tail(other.id_no):
        found.add(ID_TAIL)
    return found


def _mark(signs: Signs, rows: Sequence[Customer], *said: str) -> None:
    for one, other in combinations(rows, 2):
        signs[_key(one.pk, other.pk)] |= set(said)


def _key(one: str, other: str) -> Key:
    return (one, other) if one < other else (other, one)


def open_pairs() -> QuerySet[Pair]:
    """The pairs that wait for somebody: not put aside, and neither file in a merge that waits or stands."""
    busy = Merge.objects.filter(state__in=[Merge.State.PENDING, Merge.State.LINKED]).values("duplicate")
    return Pair.objects.filter(aside_by="").exclude(first__in=busy).exclude(second__in=busy)
