"""Leads of companies (A23, A24): who decides, what was said, visits, openings, needs, proposals, segments.

A lead has one manager accountable. What happened to it is its events; its stage is what they came to.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.organisation.models import Institution, Staff


class Stage(models.TextChoices):
    """Where a lead stands; the names and their order are those of corporate.yaml."""

    NEW = "new", "线索"
    CONTACTED = "contacted", "已接触"
    VISIT = "visit", "约访"
    PROPOSAL = "proposal", "方案沟通"
    OPENING = "opening", "约定开户"
    SET_UP = "set_up", "关系建立"
    LOST = "lost", "未成"


ENDED = (Stage.SET_UP, Stage.LOST)


class Size(models.TextChoices):
    """How large the company is (A23.4)."""

    SMALL = "small", "小型"
    MEDIUM = "medium", "中型"
    LARGE = "large", "大型"


class Level(models.TextChoices):
    """How high the person stands there (A23.4)."""

    CLERK = "clerk", "经办人员"
    MANAGER = "manager", "部门负责人"
    EXECUTIVE = "executive", "企业负责人"


class Lead(models.Model):
    """A company that may become a client, as it stands now.

    `turn` counts how often it was given to somebody: duties of a lead are of (lead, turn). `wants`: a code of `needs`.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    company = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, blank=True, default="")
    customer_id = models.CharField(max_length=32, blank=True, default="", help_text="of the bank, where it is one")
    source = models.CharField(max_length=24, help_text="a code of corporate.yaml")
    source_note = models.CharField(max_length=200, blank=True, default="")
    capital = models.CharField(max_length=200, blank=True, default="")
    business = models.CharField(max_length=400, blank=True, default="")
    industry = models.CharField(max_length=60, blank=True, default="")
    region = models.CharField(max_length=60, blank=True, default="")
    size = models.CharField(max_length=8, choices=Size.choices, default=Size.SMALL)
    wants = models.CharField(max_length=24, blank=True, default="")
    good = models.BooleanField(default=False, help_text="a good client, worth going on for")
    worth = models.CharField(max_length=400, blank=True, default="", help_text="as last reported to the head")
    turn = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.NEW)
    n = models.PositiveIntegerField(default=0, help_text="number of the last event")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="lead_stage_known"),
            models.CheckConstraint(condition=Q(size__in=Size.values), name="lead_size_known"),
            models.CheckConstraint(condition=~Q(company="") & ~Q(source=""), name="lead_says_who_and_whence"),
            models.CheckConstraint(
                condition=Q(stage__in=["set_up", "lost"], ended_at__isnull=False)
                | (~Q(stage__in=["set_up", "lost"]) & Q(ended_at__isnull=True)),
                name="lead_ended_iff_final",
            ),
            models.CheckConstraint(condition=Q(turn__gte=1), name="lead_turn_from_one"),
            models.UniqueConstraint(fields=["company"], condition=Q(ended_at__isnull=True), name="lead_one_a_company"),
            models.UniqueConstraint(
                fields=["credit_code"], condition=Q(ended_at__isnull=True) & ~Q(credit_code=""),
                name="lead_one_a_credit_code",
            ),
            models.UniqueConstraint(
                fields=["customer_id"], condition=Q(ended_at__isnull=True) & ~Q(customer_id=""),
                name="lead_one_a_customer",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["owner", "stage", "-made_at"], name="lead_of_owner"),
            models.Index(fields=["institution", "stage", "-made_at"], name="lead_at_institution"),
            models.Index(fields=["made_by", "-made_at"], name="lead_of_maker"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.stage}"

    @property
    def subject_id(self) -> str:
        """How the ledger names this turn of the lead."""
        return f"{self.pk}.{self.turn}"


class LeadEvent(models.Model):
    """What happened to a lead, in order. Append-only: the database refuses changes."""

    class What(models.TextChoices):
        """The things that happen to a lead."""

        MADE = "made", "建立线索"
        FACTS = "facts", "补充信息"
        PERSON = "person", "决策链"
        CALLED = "called", "电话访谈"
        VISIT_PLANNED = "visit_planned", "约定拜访"
        CONFIRMED = "confirmed", "再次确认"
        VISITED = "visited", "拜访"
        CALLED_OFF = "called_off", "取消拜访"
        PROPOSED = "proposed", "服务建议书"
        OPENING_AGREED = "opening_agreed", "约定开户"
        OPENED = "opened", "已开户"
        LACKING = "lacking", "缺件"
        TOLD = "told", "已告知客户"
        NOT_COME = "not_come", "未来开户"
        ASKED = "asked", "提交需求"
        ANSWERED = "answered", "部门答复"
        PASSED_UP = "passed_up", "上层营销"
        SET_UP = "set_up", "关系建立"
        RETURNED = "returned", "回访"
        LOST = "lost", "未成"

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="events", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    what = models.CharField(max_length=16, choices=What.choices)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(max_length=12, choices=Stage.choices, help_text="after it")
    text = models.CharField(max_length=1000, blank=True, default="")
    detail = models.JSONField(default=dict, help_text="codes: what was prepared, the steps gone through, the outcome")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "n"], name="lead_event_in_order"),
            models.CheckConstraint(
                condition=~Q(what__in=["called", "visited", "passed_up", "set_up", "returned", "lost", "lacking"])
                | ~Q(text=""),
                name="lead_event_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id}.{self.n} {self.what}"


class Person(models.Model):
    """Somebody of the company in the chain that decides (A23.1b, A23.2): part, level, attitude, preferences."""

    class Part(models.TextChoices):
        """What part they have in the decision."""

        DECIDES = "decides", "决策人"
        INFLUENCES = "influences", "影响人"
        FINANCE = "finance", "财务人员"
        USES = "uses", "经办人"

    class Attitude(models.TextChoices):
        """How they stand to us."""

        UNKNOWN = "unknown", "未知"
        FOR = "for", "支持"
        NEUTRAL = "neutral", "中立"
        AGAINST = "against", "反对"

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="people", db_index=False)
    contact_name = models.CharField(max_length=60)
    job = models.CharField(max_length=60)
    part = models.CharField(max_length=12, choices=Part.choices)
    level = models.CharField(max_length=12, choices=Level.choices)
    attitude = models.CharField(max_length=8, choices=Attitude.choices, default=Attitude.UNKNOWN)
    phone = models.CharField(max_length=32, blank=True, default="")
    likes = models.CharField(max_length=200, blank=True, default="", help_text="sex, age, what they like (A24.1b)")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "contact_name"], name="person_once_a_lead"),
            models.CheckConstraint(condition=~Q(contact_name="") & ~Q(job=""), name="person_has_name_and_job"),
            models.CheckConstraint(
                condition=Q(part__in=["decides", "influences", "finance", "uses"], level__in=Level.values)
                & Q(attitude__in=["unknown", "for", "neutral", "against"]),
                name="person_codes_known",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id} {self.part}"


class Segment(models.Model):
    """Companies served alike (A24): by industry, region, size and need; `offer` says how."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=60)
    industry = models.CharField(max_length=60, blank=True, default="")
    region = models.CharField(max_length=60, blank=True, default="")
    size = models.CharField(max_length=8, blank=True, default="", choices=Size.choices)
    wants = models.CharField(max_length=24, blank=True, default="")
    offer = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "title"], name="segment_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(offer=""), name="segment_says_what_it_gets"),
            models.CheckConstraint(
                condition=~Q(industry="", region="", size="", wants=""), name="segment_narrows_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title
