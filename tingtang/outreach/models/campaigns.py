"""Campaigns (“走出去”营销活动, A22.2g): plan, list, preparation, attendance, result, lessons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.customers.models import Customer
from tingtang.organisation.models import Institution, Staff


class Campaign(models.Model):
    """One event with its plan. Closed with its lessons, or called off with the reason; both are final."""

    class State(models.TextChoices):
        """Planned, or ended for good."""

        PLANNED = "planned", "筹备中"
        CLOSED = "closed", "已结案"
        CALLED_OFF = "called_off", "已取消"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    place = models.CharField(max_length=120)
    goal = models.CharField(max_length=200, help_text="what is to come of it")
    on = models.DateField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    lessons = models.CharField(max_length=1000, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["planned", "closed", "called_off"]), name="campaign_state"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(place="") & ~Q(goal=""), name="campaign_says_what_where_and_why"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", ended_at__isnull=True) | (~Q(state="planned") & Q(ended_at__isnull=False)),
                name="campaign_ended_iff_final",
            ),
            models.CheckConstraint(condition=Q(state="planned") | ~Q(lessons=""), name="campaign_ends_with_lessons"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")), name="campaign_ends_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["institution", "-on"], name="campaign_at")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Neither closed nor called off."""
        return self.state == "planned"


class Preparation(models.Model):
    """One thing to prepare, and who saw to it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="preparations")
    what = models.CharField(max_length=120)
    done_by = models.CharField(max_length=32, blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="preparation_says_what"),
            models.CheckConstraint(
                condition=Q(done_by="", done_at__isnull=True) | (~Q(done_by="") & Q(done_at__isnull=False)),
                name="preparation_done_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Guest(models.Model):
    """A customer on a campaign's list: invited or not, came or not, and what came of it."""

    class State(models.TextChoices):
        """How far it went, in this order."""

        LISTED = "listed", "待邀请"
        INVITED = "invited", "已邀请"
        DECLINED = "declined", "谢绝"
        CAME = "came", "到场"
        ABSENT = "absent", "未到场"

    class Result(models.TextChoices):
        """What came of a customer who was spoken to."""

        NONE = "none", "暂无意向"
        PROSPECT = "prospect", "有意向"
        SOLD = "sold", "已成交"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="guests", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    changed_by = models.CharField(max_length=32)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "customer"], name="guest_once_a_campaign"),
            models.CheckConstraint(
                condition=Q(state__in=["listed", "invited", "declined", "came", "absent"]), name="guest_state_known"
            ),
            models.CheckConstraint(condition=Q(result__in=["", "none", "prospect", "sold"]), name="guest_result_known"),
            models.CheckConstraint(
                condition=Q(result="") | ~Q(state="listed"), name="guest_result_of_someone_spoken_to"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.customer_id} {self.state}"
