"""What is done about a lead: visits with their teams, openings, needs passed on, proposals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.corporate.models.leads import Lead, Level
from tingtang.organisation.models import Institution, Staff


class Visit(models.Model):
    """A visit to the company: planned with a team, prepared, confirmed once more, held or called off; then final."""

    class State(models.TextChoices):
        """Planned, or over."""

        PLANNED = "planned", "已约定"
        HELD = "held", "已拜访"
        CALLED_OFF = "called_off", "已取消"

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="visits", db_index=False)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    level = models.CharField(max_length=12, choices=Level.choices, help_text="of whom is met")
    questions = models.CharField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    prepared = models.JSONField(default=list, help_text="codes of visit_preparation that are done")
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finance = models.BooleanField(null=True, help_text="their finance people will be there; null: not confirmed yet")
    result = models.CharField(max_length=1000, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(state="planned"), name="visit_one_planned_a_lead"),
            models.CheckConstraint(condition=~Q(place="") & Q(level__in=Level.values), name="visit_says_where"),
            models.CheckConstraint(
                condition=Q(state="planned", ended_at__isnull=True, result="")
                | (Q(state__in=["held", "called_off"], ended_at__isnull=False) & ~Q(result="")),
                name="visit_ends_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, finance__isnull=True)
                | Q(confirmed_at__isnull=False, finance__isnull=False),
                name="visit_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(ended_at__gte=F("starts_at")), name="visit_held_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="visit_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"


class Member(models.Model):
    """Somebody of the team of a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="team", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "staff"], name="visit_member_once")]

    def __str__(self) -> str:
        return f"#{self.visit_id} {self.staff_id}"


class AccountOpening(models.Model):
    """An opening agreed with a company, followed by the opening desk (A24.3b, A24.3c); final once it is over.

    `papers`: they were brought back by the manager. `covered`: products fitted at the source (A24.2a).
    """

    class State(models.TextChoices):
        """Where it stands."""

        AGREED = "agreed", "已约定"
        LACKING = "lacking", "缺件"
        OPENED = "opened", "已开户"
        NOT_COME = "not_come", "未开户"

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="openings", db_index=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    agreed_on = models.DateField()
    papers = models.BooleanField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.AGREED)
    lacking = models.CharField(max_length=400, blank=True, default="")
    lacking_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="the client knows what is missing")
    covered = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(closed_at__isnull=True), name="opening_one_a_lead"),
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "lacking"], closed_at__isnull=True)
                | Q(state__in=["opened", "not_come"], closed_at__isnull=False),
                name="opening_closed_iff_over",
            ),
            models.CheckConstraint(
                condition=Q(lacking="", lacking_at__isnull=True) | (~Q(lacking="") & Q(lacking_at__isnull=False)),
                name="opening_lack_dated",
            ),
            models.CheckConstraint(condition=~Q(state="lacking") | ~Q(lacking=""), name="opening_says_what_lacks"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(told_at__gte=F("lacking_at"), lacking_at__isnull=False),
                name="opening_told_of_a_lack",
            ),
        ]
        indexes = [models.Index(fields=["institution", "closed_at", "agreed_on"], name="opening_of_desk")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"


class ClientNeed(models.Model):
    """Something else the company needs, answered by a department, brought back to the client (A24.3d); then final."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="needs", db_index=False)
    code = models.CharField(max_length=24, help_text="a code of corporate.yaml")
    text = models.CharField(max_length=400)
    department = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True, default="")
    answered_by = models.CharField(max_length=64, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(code=""), name="client_need_says_what"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by="", answered_at__isnull=True)
                | (~Q(answer="") & ~Q(answered_by="") & Q(answered_at__gte=F("asked_at"))),
                name="client_need_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(told_at__gte=F("answered_at"), answered_at__isnull=False),
                name="client_need_told_once_answered",
            ),
        ]
        indexes = [models.Index(fields=["department", "answered_at", "asked_at"], name="client_need_of_department")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.code}"


class Proposal(models.Model):
    """A version of the service proposal (服务建议书): its four parts, and what was weighed. Append-only."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    n = models.PositiveSmallIntegerField()
    parts = models.JSONField(help_text="{code of proposal: words}")
    weighed = models.JSONField(help_text="{code of weighed: words}; stays in the house")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "n"], name="proposal_numbered"),
            models.CheckConstraint(condition=Q(n__gte=1), name="proposal_from_one"),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id} v{self.n}"
