"""The morning of the outlet where the sign-ins sit: its registers filled, today's lists owed, one of them under way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tingtang.demo.sign_ins import choose
from tingtang.lobby.actions.devices import add_device
from tingtang.lobby.actions.guarding import register_third_party
from tingtang.lobby.models import Device
from tingtang.organisation.actions import add_zone
from tingtang.organisation.models import Staff, Zone, ZoneKind
from tingtang.organisation.positions import Position
from tingtang.routines import actions
from tingtang.routines.errors import NotOwed
from tingtang.routines.models import Licence
from tingtang.shared.times import business_date

DEVICES = (
    ("ATM-1", "atm"),
    ("存取款-1", "deposit"),
    ("自助终端-1", "terminal"),
    ("门楣屏", "screen"),
    ("取号机", "kiosk"),
)
LIST = "lobby_manager.before_opening"
SEEN = 6  # lines looked at so far


def open_doors(outlet: str, at: datetime) -> bool:
    """Registers and lists of the outlet, once; whether they were new. Today's duties are opened for every outlet."""
    actions.open_day(on=business_date(at), by="system:demo", at=at)
    if Licence.objects.filter(institution=outlet).exists():
        return False
    people = {one.position: one.pk for one in Staff.objects.filter(institution=outlet).order_by("-pk")}
    head, lobby = people.get(Position.OUTLET_HEAD, ""), people.get(Position.LOBBY_MANAGER, "")
    if not head or not lobby:
        return False
    with transaction.atomic():
        _registers(outlet, head, lobby, at)
        _stationed(head, at)
        actions.check_registers(on=business_date(at), by="system:demo", at=at)
        _morning(outlet, lobby, at)
    return True


def _registers(outlet: str, head: str, lobby: str, at: datetime) -> None:
    here: dict[str, Any] = {"institution_id": outlet, "by": head, "at": at - timedelta(days=40)}
    now: dict[str, Any] = {**here, "at": at}
    on, before = business_date(at), business_date(at) - timedelta(days=40)
    known = set(Device.objects.filter(institution=outlet).values_list("label", flat=True))
    for label, kind in DEVICES:
        if label not in known:
            add_device(**here, label=label, kind=kind)
    actions.hang_licence(**now, kind="business_licence", number="913200000001", head=head)
    actions.hang_licence(**now, kind="financial_licence", number="B0001S232", valid_to=on + timedelta(days=21))
    actions.hang_licence(**now, kind="head_notice", number="公示-1", head=head)
    for title, place, days in (
        ("秋季存款海报", "frame", 38),
        ("手机银行折页", "rack", 120),
        ("理财热销一览", "board", 60),
    ):
        last = before + timedelta(days=days)
        actions.display(**here, title=title, place=place, from_on=before, to_on=last)
    for facility in ("signs", "screens", "licences"):
        actions.name_keeper(**now, facility=facility, staff_id=lobby)
    zone = Zone.objects.filter(institution=outlet, kind=ZoneKind.WEALTH_CENTRE).first()
    if zone is not None:
        register_third_party(
            **now, name="孙平", company="华夏安泰人寿保险公司", trade="insurance", badge="HX-017", zone_id=zone.pk,
            agreed_from=before, agreed_to=on + timedelta(days=12),
        )  # fmt: skip
    actions.record_accessibility(
        **now, way_in=True, parking=True, low_counter=True, reading_aid=True, hearing_aid=True, wheelchair=True
    )


def _stationed(head: str, at: datetime) -> None:
    """The agreement of whoever signs in as a stationed third party, with an area at their own place (A26)."""
    who = choose(Position.THIRD_PARTY)
    if who is None:
        return
    zone = Zone.objects.filter(institution=who.institution, kind=ZoneKind.WEALTH_CENTRE).first() or add_zone(
        institution=who.institution, kind=ZoneKind.WEALTH_CENTRE, seats=2, by=head, at=at
    )
    on = business_date(at)
    register_third_party(
        institution_id=who.institution_id, name=who.name, company="江汉证券有限责任公司", trade="securities",
        badge="JH-008", zone_id=zone.pk, agreed_from=on - timedelta(days=200), agreed_to=on + timedelta(days=165),
        staff_id=who.pk, by=head, at=at,
    )  # fmt: skip


def _morning(outlet: str, lobby: str, at: datetime) -> None:
    """The lobby manager is half through; one thing is missing. Nothing on a day the outlet is closed."""
    try:
        filling = actions.begin(institution_id=outlet, name=LIST, by=lobby, at=at)
    except NotOwed:
        return
    said: dict[str, Any] = {"by": lobby, "at": at}
    for line in filling.answers.filter(opens="device")[:SEEN]:
        actions.answer(answer_id=line.pk, result="ok", **said)
    log = filling.answers.get(item="folder_log")
    actions.answer(answer_id=log.pk, result="fail", note="投诉日志只剩两页", **said)
