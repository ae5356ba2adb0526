"""Open duties follow the posts that owe them, in the transaction that gives or ends a post (adr/0096).

A duty of a post that nobody holds at its place goes to the one next in line there, and comes back once it is held
again. A duty that names a person because of their post goes to whoever holds it now. What somebody handed to
another by hand stays where it was put, while they work here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tingtang.audit import actions as audit
from tingtang.duties.actions.ledger import What, note, save_notes, tell
from tingtang.duties.answering import BRANCH, LINE, LOBBY, OUTLET, answering, held_at, line_at
from tingtang.duties.models import Duty, DutyEvent, State
from tingtang.manual.book.entries import DutyKind
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.roles import Roles
from tingtang.shared.times import business_date

REASON = "岗位变动，任务随岗位转移"
# Kinds that name a person because of their post -> the positions in the order in which they are asked. A room above
# adds its own in its `ready`.
NAMED_FOR_POST: dict[str, tuple[Position, ...]] = {}
_STAYS = ("checklist", "case")  # a checklist is of a position; a complaint moves with whoever handles it
_POSTS = {*LINE, Position.DEPARTMENT_OFFICER, Position.INSPECTOR}  # answer for a place
_Owner = tuple[str | None, str]  # (staff, role): one of the two


@transaction.atomic
def follow_posts(*, by: str, at: datetime, institutions: Collection[str] | None = None) -> int:
    """Hand what is open on to whoever holds the posts at `at`; how many changed hands. Again it changes nothing.

    `institutions`: where posts changed, None for anywhere, with what people left who work here no longer.
    """
    on = business_date(at)
    moves = dict(_of_posts(institutions, on))
    moves |= _of_people(institutions, on)
    if institutions is None:
        moves |= _of_those_gone(on)
    return _hand_on(moves, by=by, at=at)


def _of_posts(institutions: Collection[str] | None, on: date) -> Iterator[tuple[int, _Owner]]:
    """What a post owes at a place where somebody else answers for it today."""
    held = held_at(LINE, on, institutions)
    kinds = rulebook().kinds
    rows = Duty.objects.filter(state=State.OPEN, owner_staff=None, owner_role__in=LINE, institution__in=held)
    rows = rows.exclude(subject_kind__in=_STAYS).filter(_elsewhere(held))
    for key, kind, role, place in rows.order_by("pk").values_list("pk", "kind", "owner_role", "institution_id"):
        line = line_at(role, kinds[kind].owner if kind in kinds else "")
        answers = answering(line, held[place])
        if answers is not None and answers != role:
            yield key, (None, answers)


def _elsewhere(held: dict[str, set[str]]) -> Q:
    """Places where the post is not held, or one before it in the line is: few among all that posts owe."""
    lobbies, outlets = ([place for place, has in held.items() if one in has] for one in (LOBBY, OUTLET))
    of_lobby = [name for name, kind in rulebook().kinds.items() if kind.owner == LOBBY]
    empty = (Q(owner_role=LOBBY) & ~Q(institution__in=lobbies)) | (Q(owner_role=OUTLET) & ~Q(institution__in=outlets))
    back = Q(owner_role=OUTLET, kind__in=of_lobby, institution__in=lobbies)
    return empty | back | Q(owner_role=BRANCH, institution__in={*lobbies, *outlets})


def _of_people(institutions: Collection[str] | None, on: date) -> dict[int, _Owner]:
    """What names a person for a post that others hold now, the nearest up the tree; and what waited for somebody."""
    rows = Duty.objects.filter(state=State.OPEN, kind__in=NAMED_FOR_POST)
    if institutions is not None:
        rows = rows.filter(institution__in=subtree(institutions))
    found = list(rows.order_by("pk").select_related("owner_staff"))
    if not found:
        return {}
    roles = Roles({one for line in NAMED_FOR_POST.values() for one in line}, on)
    owners = {duty.pk: _named(duty, roles, on) for duty in found}
    return {key: owner for key, owner in owners.items() if owner is not None}


def _named(duty: Duty, roles: Roles, on: date) -> _Owner | None:
    """Who is to owe it; None: it stays. Where nobody holds such a post it stays with who works here."""
    line = NAMED_FOR_POST[duty.kind]
    seat = next(filter(None, (roles.seat(duty.institution_id, one) for one in line)), None)
    if seat is None:
        return (None, line[0]) if _gone(duty.owner_staff, on) else None
    return None if duty.owner_staff_id in {seat.answers.pk, *seat.holders} else (seat.answers.pk, "")


def _gone(person: Staff | None, on: date) -> bool:
    return person is not None and person.to_on is not None and person.to_on < on


def _of_those_gone(on: date) -> dict[int, _Owner]:
    """What people owe who left the bank, but for what goes with their customers (`handovers`)."""
    kinds = rulebook().kinds
    heirs = {name: _heir(kind) for name, kind in kinds.items() if name not in NAMED_FOR_POST}
    fit = {name: role for name, role in heirs.items() if role}
    rows = Duty.objects.filter(state=State.OPEN, kind__in=fit, owner_staff__to_on__lt=on)
    found = list(rows.exclude(subject_kind__in=_STAYS).order_by("pk").values_list("pk", "kind", "institution_id"))
    held = held_at(LINE, on, {place for _, _, place in found}) if found else {}
    return {
        key: (None, answering(line_at(fit[kind], kinds[kind].owner), held.get(place, ())) or fit[kind])
        for key, kind, place in found
    }


def _heir(kind: DutyKind) -> str:
    """The post that takes over from somebody who left: that of the kind, else the head; "": it is theirs alone."""
    if kind.owner == "manager" or kind.subject == "staff":
        return ""
    return kind.owner if kind.owner in _POSTS else OUTLET


def _hand_on(moves: dict[int, _Owner], *, by: str, at: datetime) -> int:
    """Give each its new owner, with an event that keeps the old one; one entry of the trail for all."""
    found = list(Duty.objects.select_for_update().filter(pk__in=moves, state=State.OPEN).order_by("pk"))
    kept = _put_by_hand(found, business_date(at))
    moved = [duty for duty in found if duty.pk not in kept and _owner(duty) != moves[duty.pk]]
    if not moved:
        return 0
    tell("duty.handed_over", moved, at=at)
    save_notes(
        note(
            duty, What.OWNER_CHANGED, by=by, at=at, reason=REASON,
            before=_said(_owner(duty), duty), after=_said(moves[duty.pk], duty),
        )
        for duty in moved
    )  # fmt: skip
    owned: defaultdict[_Owner, list[int]] = defaultdict(list)
    for duty in moved:
        duty.owner_staff_id, duty.owner_role = moves[duty.pk]
        owned[_owner(duty)].append(duty.pk)
    for (staff, role), keys in owned.items():
        Duty.objects.filter(pk__in=keys, state=State.OPEN).update(owner_staff_id=staff, owner_role=role)
        detail = {"moved": len(keys), "to": staff or role, "reason": REASON}
        audit.record(by=by, at=at, action="duty.follow_post", subject=("duty", "many"), detail=detail)
    tell("duty.handed_over", moved, at=at)
    return len(moved)


def _put_by_hand(duties: Sequence[Duty], on: date) -> set[int]:
    """Those that somebody handed to another on purpose, who works here still."""
    events = DutyEvent.objects.filter(duty__in=[duty.pk for duty in duties], what=What.OWNER_CHANGED)
    last = dict(events.order_by("pk").values_list("duty_id", "detail"))
    by_hand = [duty for duty in duties if duty.pk in last and last[duty.pk]["reason"] != REASON]
    return {duty.pk for duty in by_hand if not _gone(duty.owner_staff, on)}


def _owner(duty: Duty) -> _Owner:
    return duty.owner_staff_id, duty.owner_role


def _said(owner: _Owner, duty: Duty) -> dict[str, str | None]:
    return {"staff": owner[0], "role": owner[1], "institution": duty.institution_id}
