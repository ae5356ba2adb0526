"""A lobby in the desk's bank: two counters of O1, a teller, a lobby manager, people who wait."""

from __future__ import annotations

from datetime import timedelta

from tingtang.desk.tests.bank import DeskBank
from tingtang.lobby.actions import Wish, add_counter, open_counter, take_ticket
from tingtang.lobby.actions.devices import add_device, report_fault
from tingtang.organisation.models import Staff, Zone
from tingtang.organisation.positions import Position

WAITING = 3


def lobby_at(bank: DeskBank) -> list[Staff]:
    """Make it; those who work there: teller CT, lobby manager LM, guard GU. Counter 1 is open, with nobody at it."""
    teller = bank.person("CT", "易静", Position.CLOSED_TELLER)
    manager = bank.person("LM", "沈岚岚", Position.LOBBY_MANAGER)
    guard = bank.person("GU", "吴雪岚", Position.GUARD)
    early = bank.at - timedelta(minutes=60)
    place = {"institution_id": "O1", "by": "H1", "at": early}
    zones = {
        kind: Zone.objects.create(institution_id="O1", kind=kind, seats=8) for kind in ("waiting", "closed_counters")
    }
    counters = [add_counter(**place, label=label, zone_id=zones["closed_counters"].pk) for label in ("1", "2")]
    open_counter(counter_id=counters[0].pk, staff_id="CT", by="CT", at=early)
    for minutes in (14, 11, 4)[:WAITING]:
        at = bank.at - timedelta(minutes=minutes)
        take_ticket(institution_id="O1", wish=Wish("cash_deposit"), by="token:kiosk", at=at)
    device = add_device(**place, label="ATM-1", kind="atm")
    report_fault(device_id=device.pk, kind="broken", described="不出钞", by="LM", at=early)
    return [teller, manager, guard]
