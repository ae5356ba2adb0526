"""Devices of an outlet: whether they work, what is open, how long they were down (A19.2f)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from tingtang.lobby.models import Device, DeviceFault, PatrolRound
from tingtang.lobby.models.devices import STOPS

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class DeviceStanding:
    """A device with its open faults, oldest first."""

    device: Device
    faults: tuple[DeviceFault, ...]

    @property
    def works(self) -> bool:
        """Whether customers can use it: a machine low on cash still pays."""
        return not any(fault.kind in STOPS for fault in self.faults)


def devices_at(institution_id: str) -> list[DeviceStanding]:
    """The devices of an outlet that are in use, by zone and label: two queries."""
    rows = Device.objects.filter(institution=institution_id, to_at__isnull=True).select_related("zone", "keeper")
    devices = list(rows.order_by("zone__kind", "label"))
    open_faults: dict[int, list[DeviceFault]] = defaultdict(list)
    for fault in DeviceFault.objects.filter(device__in=devices, fixed_at__isnull=True).order_by("opened_at", "pk"):
        open_faults[fault.device_id].append(fault)
    return [DeviceStanding(device, tuple(open_faults[device.pk])) for device in devices]


def rounds_of(institution_id: str, limit: int = 20) -> list[PatrolRound]:
    """The latest rounds past the devices, newest first."""
    return list(PatrolRound.objects.filter(institution=institution_id).order_by("-at")[:limit])


@dataclass(frozen=True, slots=True)
class Downtime:
    """K: how long a device could not be used in a period, of how long it was in use."""

    device_id: int
    institution_id: str
    down: timedelta
    of: timedelta


def downtime(institution_ids: Collection[str], since: datetime, until: datetime) -> list[Downtime]:
    """The downtime of each device in [since, until), by outlet and label; faults that overlap count once.

    Two queries. `until` must not lie ahead: what is not fixed counts up to it.
    """
    devices = list(
        Device.objects.filter(institution__in=institution_ids, from_at__lt=until)
        .filter(Q(to_at__isnull=True) | Q(to_at__gt=since))
        .order_by("institution_id", "label")
    )
    spans = _spans(devices, since, until)
    return [Downtime(one.pk, one.institution_id, covered(spans[one.pk]), _used(one, since, until)) for one in devices]


def _spans(devices: Collection[Device], since: datetime, until: datetime) -> Mapping[int, list[Span]]:
    faults = DeviceFault.objects.filter(device__in=devices, kind__in=STOPS, opened_at__lt=until)
    faults = faults.filter(Q(fixed_at__isnull=True) | Q(fixed_at__gt=since)).order_by("opened_at")
    spans: dict[int, list[Span]] = defaultdict(list)
    for device_id, opened, fixed in faults.values_list("device_id", "opened_at", "fixed_at"):
        spans[device_id].append((max(opened, since), min(fixed or until, until)))
    return spans


def _used(device: Device, since: datetime, until: datetime) -> timedelta:
    return min(device.to_at or until, until) - max(device.from_at, since)


def covered(spans: Iterable[Span]) -> timedelta:
    """The time that spans cover together, each moment once. Pure."""
    total, reached = timedelta(), None
    for start, end in sorted(spans):
        start = start if reached is None else max(start, reached)
        if end > start:
            total += end - start
            reached = end
    return total
