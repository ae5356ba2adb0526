"""Guards: patrols, incidents, the watch over the cash van (A25); the register of stationed third parties (A26)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tingtang.audit.unique import once
from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.facts import figure
from tingtang.lobby.keeping import noted, one_of, text
from tingtang.lobby.models import CashVan, GuardPatrol, Incident, ThirdParty
from tingtang.lobby.models.guards import IncidentKind
from tingtang.organisation.models import Staff, Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

WHAT_WAS_WRONG = Bilingual("请说明发现的问题", "say what was wrong")
AHEAD = Bilingual("不能晚于现在", "it cannot lie ahead")
NOT_HERE = Bilingual("不属于本网点", "it does not belong to this outlet")
SAME_PERSON = Bilingual("须由两名不同的员工交接", "two different people are needed")
STILL_THERE = Bilingual("该车尚未登记离开", "this van has not left yet")
HAS_LEFT = Bilingual("该车已登记离开", "this van has left")
DATES = Bilingual("协议终止日不能早于起始日", "the agreement cannot end before it begins")
NOT_THIRD_PARTY = Bilingual("不是驻点人员岗位", "this person does not hold the position of a stationed third party")
KNOWN = Bilingual("该工牌已登记", "this badge stands in the register")


@transaction.atomic
def record_patrol(
    *, institution_id: str, place: str, by: str, at: datetime, orderly: bool = True, note: str = ""
) -> GuardPatrol:
    """A guard's walk past a place (A25.1, A25.4). Raises BadInput: what is not in order is described."""
    place, note = text("place", place, 60), text("note", note, 200, needed=False)
    if not orderly and not note:
        raise BadInput("note", WHAT_WAS_WRONG)
    row = GuardPatrol.objects.create(
        institution_id=institution_id, at=at, by=by, place=place, orderly=orderly, note=note
    )
    noted("guard.patrol", row, institution=institution_id, by=by, at=at, orderly=orderly)
    return row


@transaction.atomic
def record_incident(
    *,
    institution_id: str,
    kind: str,
    described: str,
    done: str,
    by: str,
    at: datetime,
    happened_at: datetime | None = None,
    follows_id: int | None = None,
) -> Incident:
    """An incident (A25.4), what was done at once and who was told; `follows_id`: a further entry on an earlier one.

    Raises BadInput naming the field.
    """
    one_of("kind", kind, IncidentKind.values)
    described, done = text("described", described, 1000), text("done", done, 500)
    when = happened_at or at
    if when > at:
        raise BadInput("happened_at", AHEAD)
    days = int(figure("guard.incident_days", institution_id, at))
    if when < at - timedelta(days=days):
        raise BadInput("happened_at", Bilingual(f"须在{days}天内登记", f"it is recorded within {days} days"))
    if follows_id is not None and not Incident.objects.filter(pk=follows_id, institution=institution_id).exists():
        raise BadInput("follows_id", NOT_HERE)
    row = Incident.objects.create(
        institution_id=institution_id, at=when, recorded_at=at, by=by, kind=kind, described=described, done=done,
        follows_id=follows_id,
    )  # fmt: skip
    noted("guard.incident", row, institution=institution_id, by=by, at=at, kind=kind)
    return row


@transaction.atomic
def van_arrives(
    *,
    institution_id: str,
    direction: str,
    plate: str,
    escort: str,
    received_by: str,
    second: str,
    by: str,
    at: datetime,
    note: str = "",
) -> CashVan:
    """The cash van is here (A25.3): `direction` delivery or pickup, the van's people by badge, two of ours at the box.

    Raises BadInput naming the field, WrongState while the same van has not left.
    """
    one_of("direction", direction, ["delivery", "pickup"])
    plate, escort = text("plate", plate, 12).upper(), text("escort", escort, 60)
    if received_by == second:
        raise BadInput("second", SAME_PERSON)
    people = Staff.objects.filter(employed(business_date(at)), institution=institution_id, pk__in=[received_by, second])
    if people.count() != 2:
        raise BadInput("received_by", NOT_HERE)
    with once(WrongState(STILL_THERE), "institution_id", "plate"):
        row = CashVan.objects.create(
            institution_id=institution_id, direction=direction, plate=plate, arrived_at=at, watched_by=by,
            escort=escort, received_by_id=received_by, second_id=second, note=text("note", note, 200, needed=False),
        )  # fmt: skip
    noted("guard.van_arrives", row, institution=institution_id, by=by, at=at, direction=direction)
    return row


@transaction.atomic
def van_leaves(*, van_id: int, by: str, at: datetime) -> CashVan:
    """The guard has seen the van off. Raises NoSuchRecord, WrongState when it had left."""
    row = CashVan.objects.select_for_update().filter(pk=van_id).first()
    if row is None:
        raise NoSuchRecord
    if row.left_at is not None:
        raise WrongState(HAS_LEFT)
    row.left_at, row.seen_off_by = at, by
    row.save(update_fields=["left_at", "seen_off_by"])
    noted("guard.van_leaves", row, institution=row.institution_id, by=by, at=at)
    return row


@transaction.atomic
def register_third_party(
    *,
    institution_id: str,
    name: str,
    company: str,
    trade: str,
    badge: str,
    zone_id: int,
    agreed_from: date,
    agreed_to: date,
    by: str,
    at: datetime,
    staff_id: str | None = None,
) -> ThirdParty:
    """A stationed person: company, trade (securities, insurance, fund), their one area, the agreement's dates (A26).

    `staff_id`: their own sign-in, with which they see this entry and nothing else. Raises BadInput naming the field.
    """
    one_of("trade", trade, ThirdParty.Trade.values)
    said = {"name": text("name", name, 60), "company": text("company", company, 120), "badge": text("badge", badge, 30)}
    if agreed_to < agreed_from:
        raise BadInput("agreed_to", DATES)
    if not Zone.objects.filter(pk=zone_id, institution=institution_id).exists():
        raise BadInput("zone_id", NOT_HERE)
    position = Position.THIRD_PARTY
    if staff_id and not Staff.objects.filter(pk=staff_id, institution=institution_id, position=position).exists():
        raise BadInput("staff_id", NOT_THIRD_PARTY)
    with once(BadInput("badge", KNOWN), "institution_id", "badge", "agreed_from"):
        row = ThirdParty.objects.create(
            institution_id=institution_id, staff_id=staff_id or None, trade=trade, zone_id=zone_id,
            agreed_from=agreed_from, agreed_to=agreed_to, by=by, **said,
        )  # fmt: skip
    noted("third_party.register", row, institution=institution_id, by=by, at=at, trade=trade)
    return row


@transaction.atomic
def end_agreement(*, third_party_id: int, on: date, by: str, at: datetime) -> ThirdParty:
    """The agreement ends on `on`, its last day, instead of later (A26.2). Raises NoSuchRecord, BadInput."""
    row = ThirdParty.objects.select_for_update().filter(pk=third_party_id).first()
    if row is None:
        raise NoSuchRecord
    if not row.agreed_from <= on <= row.agreed_to:
        raise BadInput("on", DATES)
    was, row.agreed_to = row.agreed_to, on
    row.save(update_fields=["agreed_to"])
    noted("third_party.end", row, institution=row.institution_id, by=by, at=at, on=on.isoformat(), was=was.isoformat())
    return row
