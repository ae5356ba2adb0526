"""Work plans by client (A31.5), opinions on the service, and the surveys that were filled in (客户信息调查表)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.customers.models import Customer


class CustomerPlan(models.Model):
    """The work plan for one client and one quarter or year: goals, steps, and the review at its end."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.DateField(help_text="first day of its quarter or year")
    last = models.DateField()
    goals = models.CharField(max_length=600)
    made_by = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    review = models.CharField(max_length=600, blank=True, default="")
    reviewed_by = models.CharField(max_length=32, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "first", "last"], name="customer_plan_once_a_period"),
            models.CheckConstraint(condition=~Q(goals=""), name="customer_plan_has_goals"),
            models.CheckConstraint(condition=Q(last__gt=F("first")), name="customer_plan_period_in_order"),
            models.CheckConstraint(
                condition=Q(review="", reviewed_by="", reviewed_at__isnull=True)
                | (~Q(review="") & ~Q(reviewed_by="") & Q(reviewed_at__isnull=False)),
                name="customer_plan_reviewed_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.first}..{self.last}"


class PlanStep(models.Model):
    """One step of a plan with its day."""

    plan = models.ForeignKey(CustomerPlan, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=120)
    due_on = models.DateField()
    done_by = models.CharField(max_length=32, blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="plan_step_says_what"),
            models.CheckConstraint(
                condition=Q(done_by="", done_at__isnull=True) | (~Q(done_by="") & Q(done_at__isnull=False)),
                name="plan_step_done_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Opinion(models.Model):
    """What a client said of the service. Append-only."""

    class About(models.TextChoices):
        """What it is about."""

        SERVICE = "service", "服务"
        PRODUCT = "product", "产品"
        ENVIRONMENT = "environment", "环境"
        CHANNEL = "channel", "渠道"
        OTHER = "other", "其他"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(max_length=12, choices=About.choices)
    text = models.CharField(max_length=400)
    satisfied = models.BooleanField(null=True, help_text="empty: the client did not say")
    by = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="service_opinion_says"),
            models.CheckConstraint(
                condition=Q(about__in=["service", "product", "environment", "channel", "other"]),
                name="service_opinion_about",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-at"], name="service_opinion_of")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.about}"


class Survey(models.Model):
    """A survey that was filled in with a customer: the fields it changed stand in the ledger of information.
    What the ledger has no field for is kept here. Append-only."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    fields = models.JSONField(default=list, help_text="names of the fields that were stated")
    goals = models.CharField(max_length=400, blank=True, default="", help_text="what the money is for, and when")
    interests = models.JSONField(default=list, help_text="codes of products of interest")
    by = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="survey_of_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.at:%Y-%m-%d}"
