"""Guards' patrols, incidents and cash-van watch (A25); stationed third parties (A26)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff, Zone


class GuardPatrol(models.Model):
    """A guard's walk: where, when, what was seen. Append-only."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    place = models.CharField(max_length=60)
    orderly = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["institution", "-at"], name="guard_patrol_at")]
        constraints = [
            models.CheckConstraint(condition=~Q(place=""), name="patrol_names_the_place"),
            models.CheckConstraint(condition=Q(orderly=True) | ~Q(note=""), name="patrol_says_what_was_wrong"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.at:%F %T}"


class IncidentKind(models.TextChoices):
    """What happened."""

    DISPUTE = "dispute", "纠纷"
    ACCIDENT = "accident", "意外伤病"
    THEFT = "theft", "财物损失"
    FRAUD = "fraud", "涉嫌诈骗"
    FIRE = "fire", "火情"
    ROBBERY = "robbery", "抢劫"
    OTHER = "other", "其他"


class Incident(models.Model):
    """Something that happened in or at the outlet. Append-only; what follows is another record that names it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(help_text="when it happened")
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=IncidentKind.choices)
    described = models.CharField(max_length=1000)
    done = models.CharField(max_length=500, help_text="what was done at once, who was told")
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")

    class Meta:
        indexes = [models.Index(fields=["institution", "-at"], name="incident_at")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="incident_kind_known"),
            models.CheckConstraint(condition=~Q(described="") & ~Q(done=""), name="incident_is_described"),
            models.CheckConstraint(condition=Q(recorded_at__gte=F("at")), name="incident_then_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.at:%F %T} {self.kind}"


class CashVan(models.Model):
    """A handover of the cash box (A25.3): the van's two times, the guard who watched, who handed over and received."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=[("delivery", "接箱"), ("pickup", "送箱")])
    plate = models.CharField(max_length=12)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    watched_by = models.CharField(max_length=64)
    seen_off_by = models.CharField(max_length=64, blank=True, default="")
    escort = models.CharField(max_length=60, help_text="who of the van, by badge number")
    received_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["institution", "-arrived_at"], name="cash_van_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "plate"], condition=Q(left_at__isnull=True), name="cash_van_there_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, seen_off_by="")
                | (Q(left_at__gte=F("arrived_at")) & ~Q(seen_off_by="")),
                name="cash_van_came_and_was_seen_off",
            ),
            models.CheckConstraint(condition=~Q(received_by=F("second")), name="cash_box_by_two_people"),
            models.CheckConstraint(condition=~Q(plate="") & ~Q(escort=""), name="cash_van_is_known"),
            models.CheckConstraint(condition=Q(direction__in=["delivery", "pickup"]), name="cash_van_direction_known"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.plate} {self.arrived_at:%F %T}"


class ThirdParty(models.Model):
    """A stationed person of a partner company: the one area they may be in and the agreement's dates (A26)."""

    class Trade(models.TextChoices):
        """Whose business they do."""

        SECURITIES = "securities", "证券"
        INSURANCE = "insurance", "保险"
        FUND = "fund", "基金"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="their entry among staff, if any",
    )
    name = models.CharField(max_length=60)
    company = models.CharField(max_length=120)
    trade = models.CharField(max_length=10, choices=Trade.choices)
    badge = models.CharField(max_length=30)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="+", help_text="their own area (A26.3)")
    agreed_from = models.DateField()
    agreed_to = models.DateField(help_text="last day of the agreement, included")
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "badge", "agreed_from"], name="third_party_once"),
            models.CheckConstraint(condition=Q(agreed_to__gte=F("agreed_from")), name="agreement_dates_in_order"),
            models.CheckConstraint(
                condition=Q(trade__in=["securities", "insurance", "fund"]), name="third_party_trade"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(company="") & ~Q(badge=""), name="third_party_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.company}"


class Crowding(models.Model):
    """A time during which an outlet had too many waiting (A19.2f): told to the head when it began; one at a time."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    waiting = models.PositiveIntegerField(help_text="at the beginning")
    counters = models.PositiveIntegerField(help_text="open at the beginning")
    most = models.PositiveIntegerField(help_text="most that waited at once")
    advised = models.PositiveIntegerField(help_text="counters advised, at the most")

    class Meta:
        indexes = [models.Index(fields=["institution", "-began_at"], name="crowding_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=Q(ended_at__isnull=True), name="crowding_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="crowding_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.began_at:%F %T}"
