"""Devices (A11, A19.1, A19.2f): one open fault of a kind, a duty to put it right, downtime from the faults."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tingtang.duties.models import Duty
from tingtang.lobby.actions.devices import add_device, fix_fault, patrol, remove_device, report_cash, report_fault
from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.models import Device, DeviceFault, PatrolRound
from tingtang.lobby.queries.devices import Downtime, covered, devices_at, downtime, rounds_of
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person

BY = "L1"


def device(label: str = "ATM-1", kind: str = "atm", **changes: Any) -> Device:
    return add_device(**{"institution_id": "O1", "label": label, "kind": kind, "by": BY, "at": after(0), **changes})


def fault(of: Device, kind: str = "broken", minutes: float = 10) -> DeviceFault:
    return report_fault(device_id=of.pk, kind=kind, described="屏幕不亮", by=BY, at=after(minutes))[0]


def fix(one: DeviceFault, minutes: float) -> DeviceFault:
    return fix_fault(fault_id=one.pk, remedy="更换部件", by=BY, at=after(minutes))


def test_a_fault_is_owed_to_be_fixed_and_fixing_it_meets_that(lobby: Lobby) -> None:
    one = fault(device())
    duty = Duty.objects.get()
    assert (duty.kind, duty.subject_kind, duty.subject_id, duty.clause) == (
        "device.fix",
        "device_fault",
        str(one.pk),
        "A19.2f",
    )
    assert (duty.owner_role, duty.due_at) == (Position.OUTLET_HEAD, after(10 + 24 * 60))
    fix(one, 60)
    duty.refresh_from_db()
    assert (duty.state, duty.closed_at) == ("met", after(60))


def test_the_person_named_for_a_device_owes_its_repair(lobby: Lobby) -> None:
    keeper = person("K1", Position.DEPUTY_HEAD)
    fault(device(keeper_id="K1"))
    assert Duty.objects.get().owner_staff_id == keeper.pk


def test_two_faults_of_a_device_are_two_duties_each_met_by_its_own_repair(lobby: Lobby) -> None:
    atm = device()
    broken, network = fault(atm), fault(atm, "network")
    fix(network, 20)
    assert set(Duty.objects.values_list("subject_id", "state")) == {(str(broken.pk), "open"), (str(network.pk), "met")}


def test_reported_again_it_is_the_fault_that_stands(lobby: Lobby) -> None:
    atm = device()
    first = fault(atm)
    assert report_fault(device_id=atm.pk, kind="broken", described="又报", by="T1", at=after(30)) == (first, False)
    fix(first, 40)
    assert fault(atm, minutes=50) != first
    with pytest.raises(IntegrityError, match=r"one_open_fault|UNIQUE"), transaction.atomic():
        DeviceFault.objects.create(device=atm, kind="broken", described="x", opened_at=after(60), opened_by=BY)


def test_a_repair_is_final(lobby: Lobby) -> None:
    one = fix(fault(device()), 20)
    with pytest.raises(WrongState):
        fix(one, 30)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        DeviceFault.objects.filter(pk=one.pk).update(remedy="别的")


def test_low_cash_is_a_fault_with_a_shorter_time_and_filling_ends_it(lobby: Lobby) -> None:
    atm = device()
    report_cash(device_id=atm.pk, level="low", by=BY, at=after(10))
    assert [standing.works for standing in devices_at("O1")] == [True]  # it still pays
    report_cash(device_id=atm.pk, level="empty", by=BY, at=after(20))
    assert list(Duty.objects.order_by("due_at").values_list("due_at", flat=True)) == [after(250), after(260)]
    assert [standing.works for standing in devices_at("O1")] == [False]
    report_cash(device_id=atm.pk, level="low", by=BY, at=after(50))  # some was put in: it pays, and is still owed more
    assert [(one.works, one.device.cash_level) for one in devices_at("O1")] == [(True, "low")]
    assert sorted(Duty.objects.values_list("state", flat=True)) == ["met", "open"]
    report_cash(device_id=atm.pk, level="enough", by=BY, at=after(60))
    assert set(Duty.objects.values_list("state", flat=True)) == {"met"}
    assert [(one.works, one.device.cash_level) for one in devices_at("O1")] == [(True, "enough")]
    assert [one.down for one in downtime(["O1"], after(0), after(90))] == [timedelta(minutes=30)]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("label", {"label": ""}),
        ("label", {"label": "ATM-1"}),
        ("kind", {"kind": "toaster"}),
        ("keeper_id", {"keeper_id": "nobody"}),
        ("zone_id", {"zone_id": 99}),
    ],
)
def test_a_device_that_does_not_do_is_refused_by_its_field(lobby: Lobby, field: str, changes: dict[str, Any]) -> None:
    device()
    with pytest.raises(BadInput) as refused:
        device(**{"label": "ATM-2", **changes})
    assert refused.value.field == field


def test_what_holds_no_cash_has_no_cash_level(lobby: Lobby) -> None:
    screen = device("S1", "screen")
    with pytest.raises(BadInput):
        report_cash(device_id=screen.pk, level="low", by=BY, at=after(10))
    with pytest.raises(BadInput):
        fault(screen, "cash")
    with pytest.raises(IntegrityError, match="device_cash"), transaction.atomic():
        Device.objects.filter(pk=screen.pk).update(cash_level="low", cash_at=after(1))


def test_a_round_keeps_what_was_found_and_opens_the_faults(lobby: Lobby) -> None:
    atm, kiosk = device(), device("K-1", "kiosk")
    made, faults = patrol(
        institution_id="O1", findings={atm.pk: "ok", kiosk.pk: "paper"}, note="缺纸", by=BY, at=after(5)
    )
    assert made.findings == {"ATM-1": "ok", "K-1": "paper"}
    assert [(one.device, one.kind) for one in faults] == [(kiosk, "paper")]
    assert rounds_of("O1") == [made]
    assert Device.objects.get(pk=atm.pk).seen_at == after(5)
    assert all(one.works for one in devices_at("O1"))  # without paper it still does its work
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PatrolRound.objects.update(note="")


@pytest.mark.parametrize("findings", [{}, {999: "ok"}])
def test_a_round_past_nothing_is_no_round(lobby: Lobby, findings: dict[int, str]) -> None:
    with pytest.raises(BadInput):
        patrol(institution_id="O1", findings=findings, by=BY, at=after(5))


def test_downtime_counts_each_minute_once_within_the_period(lobby: Lobby) -> None:
    atm, box = device(), device("BOX", "receipt_box")
    fix(fault(atm, "broken", 10), 30)
    fix(fault(atm, "network", 20), 50)
    fault(atm, "paper", 55)  # does not stop it
    fault(atm, "broken", 100)
    fault(box, "broken", 200)
    assert downtime(["O1"], after(0), after(120)) == [
        Downtime(atm.pk, "O1", timedelta(minutes=60), timedelta(minutes=120)),
        Downtime(box.pk, "O1", timedelta(0), timedelta(minutes=120)),
    ]
    assert downtime(["O1"], after(25), after(40))[0].down == timedelta(minutes=15)
    assert downtime(["O2"], after(0), after(120)) == []


def test_what_spans_cover_together() -> None:
    spans = [(after(5), after(10)), (after(0), after(7)), (after(6), after(8)), (after(20), after(21))]
    assert covered(spans) == timedelta(minutes=11)
    assert covered([]) == timedelta(0)


def test_a_device_is_taken_away_once_nothing_is_wrong_with_it(lobby: Lobby) -> None:
    atm = device()
    one = fault(atm)
    with pytest.raises(WrongState):
        remove_device(device_id=atm.pk, by=BY, at=after(20))
    fix(one, 30)
    remove_device(device_id=atm.pk, by=BY, at=after(60))
    assert devices_at("O1") == []
    with pytest.raises(WrongState):
        fault(atm)
    assert downtime(["O1"], after(0), after(120))[0].of == timedelta(minutes=60)


def test_what_is_not_there_is_said_to_be_so(lobby: Lobby) -> None:
    with pytest.raises(NoSuchRecord):
        report_fault(device_id=0, kind="broken", described="x", by=BY, at=after(1))
    with pytest.raises(NoSuchRecord):
        fix_fault(fault_id=0, remedy="x", by=BY, at=after(1))


@pytest.mark.slow
def test_many_who_report_at_once_report_one_fault(on_each_database: str) -> None:
    Lobby()
    atm = device().pk

    def report(_: int) -> bool:
        try:
            return report_fault(device_id=atm, kind="broken", described="屏幕不亮", by=BY, at=after(10))[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as many:
        assert sum(many.map(report, range(12))) == 1
    assert DeviceFault.objects.count() == Duty.objects.count() == 1
