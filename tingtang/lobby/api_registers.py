"""The interface of the registers: devices that report themselves, what the screens say."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from tingtang.lobby.actions.broadcasting import end_outage, open_outage, tell_progress
from tingtang.lobby.actions.devices import fix_fault, report_cash, report_fault
from tingtang.lobby.api_calls import of_outlet, once_each, require_outlet
from tingtang.lobby.api_words import Text
from tingtang.lobby.errors import NoSuchRecord
from tingtang.lobby.models import Device, DeviceFault, Outage
from tingtang.lobby.queries.broadcasts import Broadcasts, shown_at
from tingtang.lobby.queries.devices import DeviceStanding, devices_at
from tingtang.organisation.api import ERRORS, In, needs, require_place
from tingtang.organisation.sign_in import at_of

router = Router()
Key64 = Annotated[int, Path(ge=1, le=2**63 - 1)]
Words = Annotated[Text, Field(max_length=120)]


class FaultIn(In):
    """What is wrong: broken, partial, cash, paper, network, content."""

    kind: Words
    described: Annotated[Text, Field(max_length=200)]


class CashIn(In):
    """enough, low or empty."""

    level: Words


class FixIn(In):
    """What was done."""

    remedy: Annotated[Text, Field(max_length=200)]


class SaidIn(In):
    """What the screens say, in both languages."""

    zh: Annotated[Text, Field(max_length=200)]
    en: Annotated[Text, Field(max_length=300)]


class FaultOut(Schema):
    """A fault; open while `fixed` is false."""

    fault_id: int
    device_id: int
    kind: str
    described: str
    fixed: bool


class DeviceOut(Schema):
    """A device with its open faults."""

    device_id: int
    label: str
    kind: str
    works: bool
    cash_level: str
    faults: list[FaultOut]


class OutageOut(Schema):
    """An outage with what was told of it, first to last."""

    outage_id: int
    began_at: str
    notes: list[dict[str, str]]


class BroadcastsOut(Schema):
    """What the screens of an outlet say now."""

    announcements: list[dict[str, str]]
    outages: list[OutageOut]


def _of_device(address: dict[str, Any]) -> str | None:
    return Device.objects.filter(pk=_number(address["device_id"])).values_list("institution_id", flat=True).first()


def _of_fault(address: dict[str, Any]) -> str | None:
    found = DeviceFault.objects.filter(pk=_number(address["fault_id"]))
    return found.values_list("device__institution_id", flat=True).first()


def _of_outage(address: dict[str, Any]) -> str | None:
    return Outage.objects.filter(pk=_number(address["outage_id"])).values_list("institution_id", flat=True).first()


def _require(request: HttpRequest) -> None:
    """Raises NoSuchRecord for an address that names nothing, PermissionDenied without the right where it stands."""
    if require_place(request) is None:
        raise NoSuchRecord


def _number(key: str) -> int:
    """0 for an address that names none."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0


@router.get(
    "/lobby/outlets/{outlet_id}/devices",
    auth=needs("device.see", of_outlet),
    response={200: list[DeviceOut], **ERRORS},
    summary="The devices of an outlet",
)
def read_devices(request: HttpRequest, outlet_id: str) -> list[dict[str, Any]]:
    """Which work, which have faults."""
    require_outlet(request, outlet_id)
    return [_device(one) for one in devices_at(outlet_id)]


def _device(standing: DeviceStanding) -> dict[str, Any]:
    device = standing.device
    return {
        "device_id": device.pk,
        "label": device.label,
        "kind": device.kind,
        "works": standing.works,
        "cash_level": device.cash_level,
        "faults": [_fault(fault) for fault in standing.faults],
    }


def _fault(fault: DeviceFault) -> dict[str, Any]:
    return {
        "fault_id": fault.pk,
        "device_id": fault.device_id,
        "kind": fault.kind,
        "described": fault.described,
        "fixed": fault.fixed_at is not None,
    }


@router.post(
    "/lobby/devices/{device_id}/faults",
    auth=needs("device.report", _of_device),
    response={200: FaultOut, **ERRORS},
    summary="Report a fault",
)
def report(request: HttpRequest, device_id: Key64, what: FaultIn) -> HttpResponse:
    """The open fault of this kind: reported again it is the one that stands."""
    _require(request)
    return once_each(request, lambda **who: _fault(report_fault(device_id=device_id, **what.model_dump(), **who)[0]))


@router.post(
    "/lobby/devices/{device_id}/cash",
    auth=needs("device.report", _of_device),
    response={200: DeviceOut, **ERRORS},
    summary="Say how much cash a machine has",
)
def cash(request: HttpRequest, device_id: Key64, what: CashIn) -> HttpResponse:
    """Low or empty opens a fault with its duty, enough ends it."""
    _require(request)

    def act(**who: Any) -> dict[str, Any]:
        device = report_cash(device_id=device_id, level=what.level, **who)
        return _device(next(one for one in devices_at(device.institution_id) if one.device == device))

    return once_each(request, act)


@router.post(
    "/lobby/faults/{fault_id}/fix",
    auth=needs("device.fix", _of_fault),
    response={200: FaultOut, **ERRORS},
    summary="A fault was put right",
)
def fix(request: HttpRequest, fault_id: Key64, how: FixIn) -> HttpResponse:
    """409 when it was before."""
    _require(request)
    return once_each(request, lambda **who: _fault(fix_fault(fault_id=fault_id, remedy=how.remedy, **who)))


# -- what the screens say --------------------------------------------------------------------------------


@router.get(
    "/lobby/outlets/{outlet_id}/broadcasts",
    auth=needs("lobby.screen", of_outlet),
    response={200: BroadcastsOut, **ERRORS},
    summary="Notices and outages on the screens of an outlet",
)
def read_broadcasts(request: HttpRequest, outlet_id: str) -> dict[str, Any]:
    """Its own and those of everything above it."""
    require_outlet(request, outlet_id)
    return _broadcasts(shown_at(outlet_id, at_of(request)))


def _broadcasts(shown: Broadcasts) -> dict[str, Any]:
    outages = [_outage(one.outage, [{"zh": n.zh, "en": n.en} for n in one.notes]) for one in shown.outages]
    return {"announcements": [{"zh": one.zh, "en": one.en} for one in shown.announcements], "outages": outages}


def _outage(outage: Outage, notes: list[dict[str, str]]) -> dict[str, Any]:
    return {"outage_id": outage.pk, "began_at": outage.began_at.isoformat(), "notes": notes}


@router.post(
    "/lobby/outlets/{outlet_id}/outages",
    auth=needs("broadcast.edit", of_outlet),
    response={200: OutageOut, **ERRORS},
    summary="A system fails here and below",
)
def outage(request: HttpRequest, outlet_id: str, said: SaidIn) -> HttpResponse:
    """On every screen below at once."""
    require_outlet(request, outlet_id)
    words = said.model_dump()
    return once_each(request, lambda **who: _outage(open_outage(institution_id=outlet_id, **words, **who), [words]))


@router.post(
    "/lobby/outages/{outage_id}/progress",
    auth=needs("broadcast.edit", _of_outage),
    response={200: OutageOut, **ERRORS},
    summary="Tell how an outage goes on",
)
def progress(request: HttpRequest, outage_id: Key64, said: SaidIn) -> HttpResponse:
    """409 when it is over."""
    _require(request)
    words = said.model_dump()
    return once_each(request, lambda **who: _outage(tell_progress(outage_id=outage_id, **words, **who).outage, [words]))


@router.post(
    "/lobby/outages/{outage_id}/end",
    auth=needs("broadcast.edit", _of_outage),
    response={200: OutageOut, **ERRORS},
    summary="It works again",
)
def end(request: HttpRequest, outage_id: Key64, said: SaidIn) -> HttpResponse:
    """With the last word. 409 when it is over."""
    _require(request)
    words = said.model_dump()
    return once_each(request, lambda **who: _outage(end_outage(outage_id=outage_id, **words, **who), [words]))
