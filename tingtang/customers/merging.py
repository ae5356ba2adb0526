"""Linking two files of one customer, and undoing it: proposed by one, decided by another, nothing moved (A31.1).

The core bank stays the master: both copies are published by every night as before. What honours the link asks here:
the page joins the files, a contact with one meets the duties of all, a refusal in one holds for all, and nobody is
asked or wished well twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tingtang.audit import actions as audit
from tingtang.customers.consent import REFUSED
from tingtang.customers.duplicates import alike
from tingtang.customers.errors import AlreadyDecided, BadInformation, NotForYou
from tingtang.customers.information import latest_entries
from tingtang.customers.models import Customer, InformationEntry, Merge, Pair
from tingtang.duties.actions import close_with_evidence, open_duty
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.tree import ancestors
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LONGEST_WORDS = 400
SAME = Bilingual("请填写另一位客户的客户号", "give the number of the other file")
NOBODY = Bilingual("没有这个客户号", "there is no such file")
BUSY = Bilingual("此档案已在合并中或已合并", "this file is being merged, or was")
CHAINED = Bilingual("保留的档案本身已并入另一档案", "the file to keep is a duplicate of another itself")
NO_WORDS = Bilingual("请写明依据", "say what shows it")
TOO_LONG = Bilingual("内容过长", "this is too long")
NOT_LINKED = Bilingual("此合并不在生效中", "this merge is not in force")


@transaction.atomic
def propose_merge(*, duplicate_id: str, kept_id: str, reason: str, by: str, at: datetime) -> Merge:
    """Say that two files are of one customer. A head above both homes owes an answer. Raises BadInformation."""
    duplicate, kept = _both(duplicate_id, kept_id)
    words = _words("reason", reason)
    _free(duplicate, kept)
    try:
        with transaction.atomic():
            made = Merge.objects.create(
                duplicate=duplicate, kept=kept, signs=_signs(duplicate, kept), reason=words, proposed_by=by,
                proposed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise BadInformation("kept", BUSY) from None
    _record(made, "merge.propose", by, at)
    _owe_answer(made, by, at)
    return made


@transaction.atomic
def decide_merge(*, merge_id: int, accept: bool, answer: str, by: str, at: datetime) -> Merge:
    """Accepted, the link is in force. Raises AlreadyDecided, NotForYou, BadInformation, Merge.DoesNotExist."""
    found = _held(merge_id)
    if found.state != Merge.State.PENDING:
        raise AlreadyDecided
    if found.proposed_by == by:
        raise NotForYou
    if accept:
        _unchained(found.duplicate, found.kept)
    found.answer = answer.strip() if accept and not answer.strip() else _words("answer", answer)
    found.state = Merge.State.LINKED if accept else Merge.State.REFUSED
    found.decided_by, found.decided_at = by, at
    found.ended_at = None if accept else at
    found.save(update_fields=["answer", "state", "decided_by", "decided_at", "ended_at"])
    _record(found, "merge.accept" if accept else "merge.refuse", by, at)
    key = str(found.pk)
    close_with_evidence(evidence=Evidence("merge.decided", "merge", key, "merge", key, at), by=by, at=at)
    return found


@transaction.atomic
def undo_merge(*, merge_id: int, reason: str, by: str, at: datetime) -> Merge:
    """Take the link back: as nothing was moved, both files are what they would have been. Raises BadInformation."""
    found = _held(merge_id)
    if found.state != Merge.State.LINKED:
        raise BadInformation("reason", NOT_LINKED)
    found.undone_why = _words("reason", reason)
    found.state, found.undone_by, found.ended_at = Merge.State.UNDONE, by, at
    found.save(update_fields=["state", "undone_by", "undone_why", "ended_at"])
    _record(found, "merge.undo", by, at)
    return found


@transaction.atomic
def put_aside(*, pair_id: int, reason: str, by: str, at: datetime) -> Pair:
    """Two files that look alike and are of two customers. Raises BadInformation, AlreadyDecided, Pair.DoesNotExist."""
    found = Pair.objects.select_for_update().select_related("first").get(pk=pair_id)
    if found.aside_by:
        raise AlreadyDecided
    found.aside_why, found.aside_by, found.aside_at = _words("reason", reason), by, at
    found.save(update_fields=["aside_why", "aside_by", "aside_at"])
    for pk in (found.first_id, found.second_id):
        audit.record(
            by=by, at=at, action="pair.aside", subject=("customer", pk),
            institution=found.first.home_institution_id, detail={"pair": found.pk},
        )  # fmt: skip
    return found


def common_place(one: str, other: str) -> str:
    """The lowest institution that stands above both, or is one of them: whose head decides."""
    above = ancestors(one)
    line = set(ancestors(other))
    return next((place for place in above if place in line), above[-1] if above else one)


# -- honouring --------------------------------------------------------------------------------------------------------


def _links(customer_id: str) -> QuerySet[Merge]:
    """The links in force among the files of one customer."""
    in_force = Merge.objects.filter(state=Merge.State.LINKED)
    kept = in_force.filter(duplicate=customer_id).values("kept")
    return in_force.filter(Q(kept=customer_id) | Q(kept__in=kept)).order_by("duplicate")


def linked_ids(customer_id: str) -> list[str]:
    """The other files of the same customer, the kept one first. One query."""
    pairs = list(_links(customer_id).values_list("kept_id", "duplicate_id"))
    every = [*(kept for kept, _ in pairs[:1]), *(duplicate for _, duplicate in pairs)]
    return [one for one in every if one != customer_id]


def linked_files(customer_id: str) -> tuple[str, list[Customer]]:
    """(the file that is kept, the other files with their managers); ("", []) for a file on its own. One query."""
    links = list(_links(customer_id).select_related("kept__manager", "duplicate__manager"))
    if not links:
        return "", []
    every = [links[0].kept, *(one.duplicate for one in links)]
    return links[0].kept_id, [one for one in every if one.pk != customer_id]


def linked_duplicates() -> QuerySet[Merge, str]:
    """The files that are duplicates of another, as a subquery: of these nobody is asked twice."""
    return Merge.objects.filter(state=Merge.State.LINKED).values_list("duplicate", flat=True)


def entries_of(customer_id: str, linked: Iterable[str] = ()) -> dict[str, InformationEntry]:
    """The latest lines of a file; of consents the least permissive among all files of the customer. One query."""
    held = latest_entries([customer_id, *linked])
    entries = dict(held.get(customer_id, {}))
    for other in linked:
        for field, entry in held.get(other, {}).items():
            refused = field.startswith("consent.") and entry.value == REFUSED
            entries |= {field: entry} if refused else {}
    return entries


# -- what is typed ----------------------------------------------------------------------------------------------------


def _both(duplicate_id: str, kept_id: str) -> tuple[Customer, Customer]:
    """Both files, locked in one order, so that two who merge the same ones wait for each other."""
    if duplicate_id == kept_id:
        raise BadInformation("kept", SAME)
    found = {one.pk: one for one in _locked(duplicate_id, kept_id)}
    for name, key in (("duplicate", duplicate_id), ("kept", kept_id)):
        if key not in found:
            raise BadInformation(name, NOBODY)
    return found[duplicate_id], found[kept_id]


def _locked(*keys: str) -> list[Customer]:
    return list(Customer.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _held(merge_id: int) -> Merge:
    """The merge with both its files, all locked."""
    keys = Merge.objects.values_list("duplicate_id", "kept_id").get(pk=merge_id)
    _locked(*keys)
    return Merge.objects.select_for_update(of=("self",)).select_related("duplicate", "kept").get(pk=merge_id)


def _free(duplicate: Customer, kept: Customer) -> None:
    standing = Merge.objects.filter(state__in=[Merge.State.PENDING, Merge.State.LINKED])
    if standing.filter(duplicate=duplicate).exists():
        raise BadInformation("duplicate", BUSY)
    _unchained(duplicate, kept)


def _unchained(duplicate: Customer, kept: Customer) -> None:
    linked = Merge.objects.filter(state=Merge.State.LINKED)
    if linked.filter(Q(duplicate=kept) | Q(kept=duplicate)).exists():
        raise BadInformation("kept", CHAINED)


def _signs(one: Customer, other: Customer) -> str:
    found = alike(name=one.name, phone_no=one.phone, id_no=one.id_no, kind=one.kind, besides=one.pk)
    return ",".join(sorted(next((match.signs for match in found if match.customer_id == other.pk), ())))


def _owe_answer(made: Merge, by: str, at: datetime) -> None:
    on = business_date(at)
    homes = made.duplicate.home_institution_id, made.kept.home_institution_id
    within = Within(at, "information.merge_working_days", on, common_place(*homes))
    role = "outlet_head" if homes[0] == homes[1] else "branch_head"
    said = {"proposed_on": on.isoformat()}
    open_duty(opening=within.opening("information.merge", str(made.pk), said, owner_role=role), by=by, at=at)


def _record(one: Merge, action: str, by: str, at: datetime) -> None:
    """In the trail of either file, so that whoever looks at one finds the other."""
    for customer in (one.duplicate, one.kept):
        audit.record(
            by=by, at=at, action=action, subject=("customer", customer.pk), institution=customer.home_institution_id,
            detail={"merge": one.pk, "duplicate": one.duplicate_id, "kept": one.kept_id},
        )  # fmt: skip


def _words(name: str, text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInformation(name, NO_WORDS)
    if len(text) > LONGEST_WORDS:
        raise BadInformation(name, TOO_LONG)
    return text
