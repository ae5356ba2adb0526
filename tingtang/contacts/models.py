"""Contacts with customers: the evidence of the contact plan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.customers.models import Customer
from tingtang.organisation.models import Staff


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
    source = models.CharField(max_length=8, choices=[("app", "本系统"), ("feed", "外部系统")])
    key = models.CharField(max_length=64, unique=True, help_text="idempotency key: a repeated request changes nothing")

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="contact_of_customer")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="app", outcome="reached") | ~Q(memo=""), name="reached_contact_has_its_memo"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.outcome}"
