"""Institutions, the tree they stand in, their zones and the hours they are open."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

BOTH_TIMES_OR_NEITHER = Q(opens__isnull=True, closes__isnull=True) | Q(
    opens__isnull=False, closes__isnull=False, opens__lt=F("closes")
)


class InstitutionKind(models.TextChoices):
    """What an institution is, as the feed names it, with the departments of A36."""

    PROVINCE = "province", "省行"
    BRANCH = "branch", "二级分行"
    SUBBRANCH = "subbranch", "管辖支行"
    OUTLET = "outlet", "营业网点"
    WEALTH_MANAGEMENT_CENTRE = "wealth_management_centre", "理财中心"
    WEALTH_CENTRE = "wealth_centre", "财富中心"
    PRIVATE_BANK = "private_bank", "私人银行"
    DEPARTMENT = "department", "职能部门"


class Institution(models.Model):
    """A unit of the bank; the master is the core bank's feed."""

    institution_id = models.CharField(primary_key=True, max_length=32)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=32, choices=InstitutionKind.choices)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("institution_id")), name="institution_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class InstitutionTree(models.Model):
    """Every (ancestor, descendant) pair, each institution with itself at depth 0: 'everything below' in one join."""

    ancestor = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="below")
    descendant = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="above")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ancestor", "descendant"], name="institution_pair_once")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id} ({self.depth})"


class ZoneKind(models.TextChoices):
    """The eight zones of an outlet (A5-A12), in the manual's order."""

    ADVICE = "advice", "咨询服务区"  # A5
    DISPLAY = "display", "营销信息发布区"  # A6
    WAITING = "waiting", "客户休息等候区"  # A7
    OPEN_COUNTERS = "open_counters", "开放式柜台服务区"  # A8
    CLOSED_COUNTERS = "closed_counters", "封闭式柜台服务区"  # A9
    WEALTH_CENTRE = "wealth_centre", "理财服务区"  # A10
    SELF_SERVICE = "self_service", "自助服务区"  # A11
    AUXILIARY = "auxiliary", "辅助功能区"  # A12


class Zone(models.Model):
    """A zone of an outlet, in which counters, devices, seats and staff stand."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="zones")
    kind = models.CharField(max_length=20, choices=ZoneKind.choices)
    name = models.CharField(max_length=60, blank=True, default="", help_text="empty: the kind says it")
    seats = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "kind", "name"], name="zone_named_once")]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class DayKind(models.TextChoices):
    """The days a line of working hours is for; make-up days count as working days."""

    WORKING = "working", "工作日"
    REST = "rest", "休息日"
    HOLIDAY = "holiday", "法定节假日"


class WorkingHours(models.Model):
    """When an institution is open on a kind of day, from a date; the latest line in force wins. No times: closed."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="hours")
    day_kind = models.CharField(max_length=8, choices=DayKind.choices)
    from_on = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "working hours"
        constraints = [
            models.UniqueConstraint(fields=["institution", "day_kind", "from_on"], name="hours_once_per_date"),
            models.CheckConstraint(condition=BOTH_TIMES_OR_NEITHER, name="hours_open_before_close"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.day_kind} {self.opens}-{self.closes}"


class OpeningException(models.Model):
    """One day on which an institution's hours differ: closed when it has no times."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="exceptions")
    on = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "on"], name="exception_once_a_day"),
            models.CheckConstraint(condition=BOTH_TIMES_OR_NEITHER, name="exception_open_before_close"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.on}"
