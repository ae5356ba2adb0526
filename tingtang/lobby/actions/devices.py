"""Devices: taken into use, found faulty or low on cash, put right, looked at on rounds (A11, A19.1, A19.2f)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tingtang.duties.actions import Opening, close_with_evidence, open_duty
from tingtang.duties.verdicts import Evidence
from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.keeping import noted, one_of, text
from tingtang.lobby.models import Device, DeviceFault, PatrolRound
from tingtang.lobby.models.devices import HOLDS_CASH, OF_CASH, CashLevel, DeviceKind, FaultKind
from tingtang.lobby.roles import duty_role
from tingtang.manual.queries import values
from tingtang.organisation.models import Staff, Zone
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

TAKEN = Bilingual("本网点已有同名设备", "the outlet has a device of this name")
NOT_HERE = Bilingual("不属于本网点", "it does not belong to this outlet")
NO_CASH = Bilingual("该设备不装现金", "this device holds no cash")
FIXED = Bilingual("该故障已处理", "this fault has been put right")
GONE = Bilingual("该设备已撤除", "this device was taken away")
OK = "ok"


@transaction.atomic
def add_device(
    *,
    institution_id: str,
    label: str,
    kind: str,
    by: str,
    at: datetime,
    zone_id: int | None = None,
    keeper_id: str | None = None,
) -> Device:
    """Take a device into use; `keeper_id`: the person named for it (A38). Raises BadInput naming the field."""
    label = text("label", label, 20)
    one_of("kind", kind, DeviceKind.values)
    if zone_id is not None and not Zone.objects.filter(pk=zone_id, institution=institution_id).exists():
        raise BadInput("zone_id", NOT_HERE)
    if keeper_id and not Staff.objects.filter(pk=keeper_id, institution=institution_id).exists():
        raise BadInput("keeper_id", NOT_HERE)
    try:
        with transaction.atomic():
            device = Device.objects.create(
                institution_id=institution_id,
                label=label,
                kind=kind,
                zone_id=zone_id,
                keeper_id=keeper_id or None,
                from_at=at,
            )
    except IntegrityError as taken:
        if Device.objects.filter(institution=institution_id, label=label).exists():
            raise BadInput("label", TAKEN) from taken
        raise
    noted("device.add", device, institution=institution_id, by=by, at=at, label=label, kind=kind)
    return device


@transaction.atomic
def remove_device(*, device_id: int, by: str, at: datetime) -> Device:
    """Take a device away. Open faults must be put right or closed first. Raises NoSuchRecord, WrongState."""
    device = _device(device_id)
    if device.faults.filter(fixed_at__isnull=True).exists():
        raise WrongState(Bilingual("请先处理未修复的故障", "put its open faults right first"))
    device.to_at = at
    device.save(update_fields=["to_at"])
    noted("device.remove", device, institution=device.institution_id, by=by, at=at, label=device.label)
    return device


@transaction.atomic
def report_fault(*, device_id: int, kind: str, described: str, by: str, at: datetime) -> tuple[DeviceFault, bool]:
    """Something is wrong with a device: (the open fault of this kind, whether it was opened now), with its duty.

    Whoever reports it a second time gets the fault that stands. Raises NoSuchRecord, BadInput, WrongState.
    """
    one_of("kind", kind, FaultKind.values)
    described = text("described", described, 200)
    device = _device(device_id)
    if kind in OF_CASH and device.kind not in HOLDS_CASH:
        raise BadInput("kind", NO_CASH)
    standing = device.faults.filter(kind=kind, fixed_at__isnull=True).first()
    if standing is not None:
        return standing, False
    fault = DeviceFault.objects.create(device=device, kind=kind, described=described, opened_at=at, opened_by=by)
    noted("device.fault", fault, institution=device.institution_id, by=by, at=at, device=device.label, kind=kind)
    _owe_fix(device, fault, by=by, at=at)
    return fault, True


def _owe_fix(device: Device, fault: DeviceFault, *, by: str, at: datetime) -> None:
    on = business_date(at)
    key = "device.cash_hours" if fault.kind in OF_CASH else "device.fix_hours"
    hours = int(str(values(on, device.institution_id)[key].value))
    says = {"device": device.label, "fault": fault.described, "fix_hours": hours}
    opening = Opening(
        kind="device.fix",
        subject_id=str(fault.pk),
        period_on=on,
        institution_id=device.institution_id,
        due_at=at + timedelta(hours=hours),
        owner_staff_id=device.keeper_id,
        owner_role="" if device.keeper_id else duty_role(device.institution_id, on),
        inputs={name: {"value": value, "as_of": at.isoformat()} for name, value in says.items()},
        clock={"start": at.isoformat(), "unit": "hours", "n": hours, "pauses": []},
    )
    open_duty(opening=opening, by=by, at=at)


@transaction.atomic
def fix_fault(*, fault_id: int, remedy: str, by: str, at: datetime) -> DeviceFault:
    """A fault was put right: its duty is met, or done late. Raises NoSuchRecord, BadInput, WrongState when it was."""
    remedy = text("remedy", remedy, 200)
    fault = DeviceFault.objects.select_for_update(of=("self",)).select_related("device").filter(pk=fault_id).first()
    if fault is None:
        raise NoSuchRecord
    if fault.fixed_at is not None:
        raise WrongState(FIXED)
    fault.fixed_at, fault.fixed_by, fault.remedy = at, by, remedy
    fault.save(update_fields=["fixed_at", "fixed_by", "remedy"])
    if fault.kind in OF_CASH:
        Device.objects.filter(pk=fault.device_id).update(cash_level=_level(fault.device), cash_at=at)
    noted("device.fix", fault, institution=fault.device.institution_id, by=by, at=at, device=fault.device.label)
    evidence = Evidence("device.fixed", "device_fault", str(fault.pk), "device_fault", str(fault.pk), at)
    close_with_evidence(evidence=evidence, by=by, at=at)
    return fault


@transaction.atomic
def report_cash(*, device_id: int, level: str, by: str, at: datetime) -> Device:
    """How much cash a machine has: enough, low or empty. Low or empty opens its fault with its duty: that of a low one
    stands until there is enough, that of an empty one until it pays again. Only an empty machine counts as down.

    Raises NoSuchRecord, BadInput for a device that holds no cash.
    """
    one_of("level", level, [CashLevel.ENOUGH, CashLevel.LOW, CashLevel.EMPTY])
    device = _device(device_id)
    if device.kind not in HOLDS_CASH:
        raise BadInput("level", NO_CASH)
    Device.objects.filter(pk=device.pk).update(cash_level=level, cash_at=at)
    device.cash_level, device.cash_at = level, at
    noted("device.cash", device, institution=device.institution_id, by=by, at=at, device=device.label, level=level)
    said = str(CashLevel(level).label)
    if level == CashLevel.EMPTY:
        report_fault(device_id=device.pk, kind=FaultKind.CASH, described=said, by=by, at=at)
        return device
    if level == CashLevel.LOW:
        report_fault(device_id=device.pk, kind=FaultKind.LOW, described=said, by=by, at=at)
    over = [FaultKind.CASH] if level == CashLevel.LOW else OF_CASH
    for fault in device.faults.filter(kind__in=over, fixed_at__isnull=True):
        fix_fault(fault_id=fault.pk, remedy="已加钞", by=by, at=at)
    return device


def _level(device: Device) -> CashLevel:
    """What its open faults leave of cash."""
    lacks = set(device.faults.filter(kind__in=OF_CASH, fixed_at__isnull=True).values_list("kind", flat=True))
    if FaultKind.CASH in lacks:
        return CashLevel.EMPTY
    return CashLevel.LOW if lacks else CashLevel.ENOUGH


@transaction.atomic
def patrol(
    *, institution_id: str, findings: Mapping[int, str], by: str, at: datetime, note: str = ""
) -> tuple[PatrolRound, list[DeviceFault]]:
    """A round: {device id: "ok" or a kind of fault}. Each fault is opened with its duty, or found standing already.

    Raises BadInput when a device is not of this outlet or nothing was looked at.
    """
    note = text("note", note, 200, needed=False)
    found = {device.pk: device for device in Device.objects.filter(institution=institution_id, pk__in=list(findings))}
    if not found or len(found) < len(findings):
        raise BadInput("findings", NOT_HERE)
    for what in findings.values():
        one_of("findings", what, [OK, *FaultKind.values])
    kept = {found[key].label: what for key, what in findings.items()}
    made = PatrolRound.objects.create(institution_id=institution_id, at=at, by=by, findings=kept, note=note)
    Device.objects.filter(pk__in=list(found)).update(seen_at=at)
    noted("device.patrol", made, institution=institution_id, by=by, at=at, devices=len(found))
    faults = [
        report_fault(device_id=key, kind=what, described=note or str(FaultKind(what).label), by=by, at=at)[0]
        for key, what in findings.items()
        if what != OK
    ]
    return made, faults


def _device(device_id: int) -> Device:
    """The device, locked, so that two who report at once get one fault."""
    device = Device.objects.select_for_update().filter(pk=device_id).first()
    if device is None:
        raise NoSuchRecord
    if device.to_at is not None:
        raise WrongState(GONE)
    return device
