"""Devices of an outlet, their faults, and the rounds on which they are looked at (A11, A19.1, A19.2f)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff, Zone


class DeviceKind(models.TextChoices):
    """What stands in the lobby."""

    ATM = "atm", "自动柜员机"
    DEPOSIT = "deposit", "存取款一体机"
    TERMINAL = "terminal", "自助终端"
    RECEIPT_BOX = "receipt_box", "电子回单箱"
    EBANK_PC = "ebank_pc", "网银体验机"
    HOTLINE = "hotline", "客服电话"
    NOTE_COUNTER = "note_counter", "点钞验钞设备"
    KIOSK = "kiosk", "取号机"
    SCREEN = "screen", "显示屏"
    PANEL = "panel", "评价器"
    LIGHT_BOX = "light_box", "灯箱标识"
    OTHER = "other", "其他"


class CashLevel(models.TextChoices):
    """How much cash a machine has; only machines that hold cash have a level."""

    NONE = "", "不涉及"
    ENOUGH = "enough", "充足"
    LOW = "low", "偏低"
    EMPTY = "empty", "缺钞"


class FaultKind(models.TextChoices):
    """What is wrong; a device has one open fault of a kind."""

    BROKEN = "broken", "故障停用"
    PARTIAL = "partial", "部分功能不可用"
    CASH = "cash", "缺钞"
    LOW = "low", "现金偏低"  # it still pays: no downtime
    PAPER = "paper", "缺纸缺墨"
    NETWORK = "network", "网络中断"
    CONTENT = "content", "内容或外观不符"


STOPS = (FaultKind.BROKEN, FaultKind.CASH, FaultKind.NETWORK)  # customers cannot use it meanwhile: downtime
OF_CASH = (FaultKind.CASH, FaultKind.LOW)  # reported as a level of cash, of machines that hold some
HOLDS_CASH = (DeviceKind.ATM, DeviceKind.DEPOSIT)


class Device(models.Model):
    """A device of an outlet. Whether it works is not kept: its open faults say it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="devices")
    label = models.CharField(max_length=20, help_text="as people call it: ATM-1")
    kind = models.CharField(max_length=12, choices=DeviceKind.choices)
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.SET_NULL, related_name="devices")
    keeper = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="A38: the person named for it",
    )
    cash_level = models.CharField(max_length=8, choices=CashLevel.choices, blank=True, default="")
    cash_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="last looked at on a round")
    from_at = models.DateTimeField(help_text="in use from")
    to_at = models.DateTimeField(null=True, blank=True, help_text="taken away")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "label"], name="device_label_once"),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")), name="device_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(kind__in=DeviceKind.values), name="device_kind_known"),
            models.CheckConstraint(
                condition=Q(cash_level="", cash_at__isnull=True)
                | (Q(kind__in=HOLDS_CASH) & Q(cash_level__in=["enough", "low", "empty"]) & Q(cash_at__isnull=False)),
                name="device_cash_where_it_has_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.label}"


class DeviceFault(models.Model):
    """Something wrong with a device, from when it was found until it was put right. Downtime follows from it."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="faults", db_index=False)
    kind = models.CharField(max_length=8, choices=FaultKind.choices)
    described = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    fixed_at = models.DateTimeField(null=True)
    fixed_by = models.CharField(max_length=64, blank=True, default="")
    remedy = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["device", "opened_at"], name="fault_of_device")]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "kind"], condition=Q(fixed_at__isnull=True), name="one_open_fault_of_a_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=FaultKind.values), name="fault_kind_known"),
            models.CheckConstraint(condition=~Q(described=""), name="fault_is_described"),
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=True, fixed_by="", remedy="")
                | (Q(fixed_at__gte=F("opened_at")) & ~Q(fixed_by="") & ~Q(remedy="")),
                name="fault_fixed_by_someone_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.kind}"


class PatrolRound(models.Model):
    """A round past the devices (A19.1a, A19.2f): what was looked at and what was found. Append-only."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    findings = models.JSONField(help_text="{device label: ok, or the kind of fault}")
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["institution", "-at"], name="patrol_round_at")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.at:%F %T}"
