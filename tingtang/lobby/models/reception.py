"""Reception of customers who are recognised (A27, A28): recognitions, arrivals told, service away from home."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.lobby.models.tickets import Ticket
from tingtang.organisation.models import Institution, Staff


class RecognitionMeter(models.Model):
    """How often a device or person asked in vain since a moment. Its row is also the lock: one question at a time."""

    actor = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(help_text="the first miss of the window")
    misses = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.actor}: {self.misses}"


class Recognition(models.Model):
    """One question who somebody is, and its answer. `key` is what a device gets to take the ticket with: it says
    nothing, not even whether anybody was found. The facts typed are not kept."""

    class Method(models.TextChoices):
        """By what."""

        CARD = "card", "贵宾卡"
        IDENTITY = "identity", "证件号码"
        PHONE = "phone", "手机号码"
        FACTS = "facts", "姓名等信息"

    key = models.CharField(max_length=43, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    method = models.CharField(max_length=8, choices=Method.choices)
    customer_id = models.CharField(max_length=32, blank=True, default="", help_text="empty: an ordinary customer")
    ticket = models.OneToOneField(Ticket, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=["card", "identity", "phone", "facts"]), name="recognition_method_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.at:%F %T} {self.method}"


class Arrival(models.Model):
    """An important customer took a ticket, and who was told (A28.2). Staff is empty where nobody answers for them."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="arrival")
    customer_id = models.CharField(max_length=32)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    card_shown = models.BooleanField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, help_text="when the person told opened it")

    class Meta:
        indexes = [models.Index(fields=["staff", "-at"], name="arrival_of_staff")]
        constraints = [
            models.CheckConstraint(condition=~Q(customer_id=""), name="arrival_of_somebody"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(seen_at__gte=F("at")), name="arrival_then_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.customer_id}"


class AwayService(models.Model):
    """Service to a private, wealth or key corporate client away from home, or to a private-bank client anywhere
    (A28.4; form 私人银行客户业务处理情况登记表). Raised by itself; final once sent: the database refuses changes."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="away_service")
    customer_id = models.CharField(max_length=32)
    tier = models.CharField(max_length=20)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", help_text="at home")
    served_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField(help_text="the end of the service: the clock of the report runs from here")
    draft = models.JSONField(default=list, help_text="the visit as its steps tell it: [{at, state, counter, business}]")
    to_department = models.BooleanField(help_text="also goes to the provincial private-bank department")
    process = models.TextField(blank=True, default="")
    result = models.TextField(blank=True, default="")
    reported_by = models.CharField(max_length=64, blank=True, default="")
    reported_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to_department", "-served_at"], name="away_to_department"),
            models.Index(fields=["served_by", "-served_at"], name="away_of_staff"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, reported_by="", process="", result="")
                | (Q(reported_at__isnull=False) & ~Q(reported_by="") & ~Q(process="") & ~Q(result="")),
                name="away_report_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(tier__in=["private", "wealth", "corporate_vip"]), name="away_tier_known"
            ),
            models.CheckConstraint(
                condition=Q(to_department=True, tier="private") | (Q(to_department=False) & ~Q(tier="private")),
                name="away_private_goes_to_department",
            ),
            models.CheckConstraint(
                condition=Q(tier="private") | ~Q(institution=F("home")), name="away_is_away_or_private"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.tier}"
