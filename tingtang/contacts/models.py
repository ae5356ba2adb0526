"""Contacts with customers, the evidence of the contact plan; what came of signals that a customer is leaving."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.customers.models import Customer
from tingtang.duties.models import Duty
from tingtang.organisation.models import Institution, Staff


class Channel(models.TextChoices):
    """How the customer was contacted."""

    VISIT = "visit", "面谈"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    WECHAT = "wechat", "微信"
    SMS = "sms", "短信"
    MAIL = "mail", "邮件"


class Outcome(models.TextChoices):
    """What came of it; only `reached` is a contact, the others are attempts."""

    REACHED = "reached", "已联系上"
    NO_ANSWER = "no_answer", "无人接听"
    REFUSED = "refused", "客户拒绝"
    WRONG_NUMBER = "wrong_number", "号码有误"


class Contact(models.Model):
    """One contact or attempt. A reached one counts only with its memo (A31.2c); for our own the database holds it."""

    # The index with the time, below, begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts", db_index=False)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    memo = models.TextField(blank=True, default="")
    need = models.CharField(max_length=200, blank=True, default="")
    next_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=[("app", "本系统"), ("feed", "外部系统"), ("api", "接口登记")])
    key = models.CharField(max_length=64, unique=True, help_text="idempotency key: a repeated request changes nothing")

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="contact_of_customer")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source__in=["app", "api"], outcome="reached") | ~Q(memo=""),
                name="reached_contact_has_its_memo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.outcome}"


class Result(models.TextChoices):
    """What came of a signal that a customer is leaving (A31.4)."""

    KEPT = "kept", "已挽留"
    PARTLY = "partly", "部分挽留"
    LOST = "lost", "已流失"
    FALSE_ALARM = "false_alarm", "误报"


class AttritionResult(models.Model):
    """What came of one signal, said once by a person: the evidence that ends its duty. Append-only.

    `manager` owed it when it was said, `institution` and `period_on` are the duty's: figures count without the ledger.
    The reference to the duty is not a database constraint (its key on PostgreSQL is of two columns); as no duty can be
    deleted it cannot dangle.
    """

    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    signal = models.CharField(max_length=48, help_text="kind of the duty, such as attrition.asset_drop")
    period_on = models.DateField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    manager = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    result = models.CharField(max_length=12, choices=Result.choices)
    note = models.CharField(max_length=4000)
    assets = models.DecimalField(max_digits=20, decimal_places=2, help_text="the customer's, when it was said")
    by = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(result__in=Result.values), name="attrition_result_known"),
            models.CheckConstraint(condition=~Q(note=""), name="attrition_result_has_note"),
        ]
        indexes = [
            models.Index(fields=["institution", "period_on", "result"], name="attrition_result_at"),
            models.Index(fields=["customer", "-at"], name="attrition_result_of"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.signal} {self.result}"


class MarketEvent(models.Model):
    """A market or policy change that touches what customers hold (A31.3): what happened, what to tell, whom it touches.

    A draft until its duties are opened; from then on it stays as it is. It reaches the customers of managers at and
    below `institution` who hold any of `products` or of `types`.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=60)
    happened = models.TextField(max_length=2000, help_text="what happened")
    tell = models.TextField(max_length=2000, help_text="what to tell the customer")
    happened_on = models.DateField()
    types = models.JSONField(default=list, help_text="kinds of product, such as fund")
    products = models.JSONField(default=list, help_text="ids of single products")
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    opened_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField(null=True)
    opened_on = models.DateField(null=True, help_text="`period_on` of its duties")
    customers = models.PositiveIntegerField(null=True, help_text="how many it touched when its duties were opened")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(happened="") & ~Q(tell=""), name="market_event_says_what"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None, opened_on=None, customers=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False, opened_on__isnull=False, customers__isnull=False),
                name="market_event_opened_whole",
            ),
        ]
        indexes = [models.Index(fields=["institution", "-id"], name="market_event_at")]

    def __str__(self) -> str:
        return self.title


class TouchedCustomer(models.Model):
    """A customer whom a market event touched when its duties were opened, with the duty that stands for the talk.

    Two events of one day share the duty. Its reference is no database constraint, as with results above.
    """

    event = models.ForeignKey(MarketEvent, on_delete=models.PROTECT, related_name="touched", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "customer"], name="touched_customer_once")]
        indexes = [models.Index(fields=["customer", "event"], name="touched_customer_by")]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.customer_id}"
