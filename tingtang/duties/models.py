"""The ledger of duties: who owes what to whom, by when, why, and how it ended."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import PEOPLE_CHOICES


class State(models.TextChoices):
    """Open, or one of five final verdicts."""

    OPEN = "open", "待办"
    MET = "met", "按时完成"
    LATE = "late", "逾期完成"
    MISSED = "missed", "未完成"
    EXCUSED = "excused", "已豁免"
    CANCELLED = "cancelled", "已取消"


class Duty(models.Model):
    """One duty. Its verdict, once given, is final, and what it stands for never changes: the database holds both.

    Opened is this row itself; what happened later are its events. On PostgreSQL the table is partitioned by
    quarter of `period_on` (see `schema.py`), so its real key there is (id, period_on); `id` alone is unique too,
    as it is only ever drawn from the table's identity.
    """

    kind = models.CharField(max_length=48, help_text="key in manual/data/duties.yaml")
    clause = models.CharField(max_length=16, help_text="article and paragraph, such as A31.2a")
    subject_kind = models.CharField(max_length=24)
    subject_id = models.CharField(max_length=64)
    period_on = models.DateField(help_text="first day of the period the duty stands for")
    # No index of their own: `duty_at_institution` and `duty_of_person` begin with them.
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner_staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner_role = models.CharField(max_length=32, choices=PEOPLE_CHOICES, blank=True, default="")
    opened_at = models.DateTimeField()
    show_at = models.DateTimeField(help_text="the ideal date: from here it stands in the owner's day")
    due_at = models.DateTimeField(help_text="exclusive end of the time allowed")
    due_provisional = models.BooleanField(default=False)
    lapses_at = models.DateTimeField(null=True, help_text="when it counts as missed; null: owed until done")
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    evidence_kind = models.CharField(max_length=24, blank=True, default="")
    evidence_id = models.CharField(max_length=64, blank=True, default="")
    escalation_level = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how far up the tree an overdue duty has been told"
    )
    held = models.BooleanField(
        default=False, db_default=False, help_text="a pending excuse holds the lapse; here so that a sweep sees it"
    )
    score = models.IntegerField(default=0, help_text="rank among the owner's duties of the day, highest first")
    inputs = models.JSONField(default=dict, help_text="facts the rule saw: {name: {value, as_of}}")
    manual_version = models.CharField(max_length=12)
    clock = models.JSONField(default=dict, help_text="what the due time was computed from: {start, unit, n, pauses}")

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                # The subject first, so that the same index finds all duties of a customer.
                fields=["subject_kind", "subject_id", "kind", "period_on"],
                name="duty_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(owner_staff__isnull=False, owner_role="")
                | (Q(owner_staff__isnull=True) & ~Q(owner_role="")),
                name="duty_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="duty_closed_iff_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["met", "late"]) | ~Q(evidence_id=""), name="duty_done_has_evidence"
            ),
            models.CheckConstraint(
                condition=~Q(state="met") | Q(closed_at__lte=models.F("due_at")), name="duty_met_in_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="late") | Q(closed_at__gt=models.F("due_at")), name="duty_late_after_due"
            ),
        ]
        indexes = [
            # my open duties
            models.Index(fields=["owner_staff", "due_at"], condition=Q(state="open"), name="duty_my_open"),
            # overdue below an institution; duties owed by a role there
            models.Index(fields=["institution", "due_at"], condition=Q(state="open"), name="duty_at_institution"),
            # the sweeps: what lapses, what escalates
            models.Index(fields=["lapses_at"], condition=Q(state="open", held=False), name="duty_open_lapse"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="duty_open_due"),
            # compliance of a clause at institutions in a period, and of a person; both answered by the index alone
            models.Index(
                fields=["clause", "institution", "period_on", "state"],
                include=["due_at", "kind"],
                name="duty_compliance",
            ),
            models.Index(
                fields=["owner_staff", "period_on", "clause", "state"],
                include=["due_at", "closed_at"],
                name="duty_of_person",
            ),
            # the month of a role: without it, every duty that any role of the bank ever owed
            models.Index(
                fields=["institution", "owner_role", "due_at"],
                include=["state", "closed_at"],
                condition=Q(owner_staff=None),
                name="duty_of_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.kind} {self.subject_kind}:{self.subject_id} {self.period_on} {self.state}"

    @property
    def told(self) -> dict[str, Any]:
        """The inputs as its sentence tells them now. What the rule saw never changes; where it is the length of the
        clock and the clock was lengthened since (an extension was approved and told), the length that runs is told."""
        kept: dict[str, Any] = self.inputs
        unit, n = self.clock.get("unit", ""), self.clock.get("n")
        length = kept.get(unit)
        if not isinstance(length, dict) or n is None or length.get("value") == n:
            return kept
        return {**kept, unit: {**length, "value": n}}


class DutyEvent(models.Model):
    """What happened to a duty after it was opened, in order. Append-only: the database refuses changes."""

    class What(models.TextChoices):
        """The things that happen to a duty."""

        CLOSED = "closed"
        LAPSED = "lapsed"
        CANCELLED = "cancelled"
        EXCUSE_ASKED = "excuse_asked"
        EXCUSE_APPROVED = "excuse_approved"
        EXCUSE_REFUSED = "excuse_refused"
        OWNER_CHANGED = "owner_changed"
        DUE_CHANGED = "due_changed"
        ESCALATED = "escalated"
        COUNTED = "counted"

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="events", db_index=False)
    period_on = models.DateField(help_text="the duty's: part of the reference on PostgreSQL")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    what = models.CharField(max_length=24, choices=What.choices)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["duty", "at"], name="duty_event_of")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.what}"


class Excuse(models.Model):
    """A request to be excused from a duty, and its decision by another person. While pending it holds the lapse.

    The reference to the duty is not a database constraint (on PostgreSQL an id alone is no key); as no duty can be
    deleted it cannot dangle. The same holds for escalations.
    """

    class State(models.TextChoices):
        """Pending, decided for good, or overtaken: the duty was done or cancelled meanwhile."""

        PENDING = "pending", "待审批"
        APPROVED = "approved", "已同意"
        REFUSED = "refused", "未同意"
        MOOT = "moot", "已失效"

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="excuses", db_constraint=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=32, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state="pending"), name="excuse_one_pending"),
            models.CheckConstraint(condition=~Q(reason=""), name="excuse_has_reason"),
            models.CheckConstraint(
                condition=Q(state="pending", decided_by="", decided_at__isnull=True)
                | (~Q(state="pending") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="excuse_decided_by_someone",
            ),
            models.CheckConstraint(condition=~Q(decided_by=models.F("asked_by")), name="excuse_decided_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.state}"


class Escalation(models.Model):
    """An overdue duty told one level up the tree: to whom, in what role, when."""

    duty = models.ForeignKey(
        Duty, on_delete=models.PROTECT, related_name="escalations", db_constraint=False, db_index=False
    )
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    position = models.CharField(max_length=32, choices=PEOPLE_CHOICES)
    staff = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+", help_text="null: nobody up to the root holds it"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "level"], name="escalation_once_per_level")]
        indexes = [models.Index(fields=["staff", "-at"], name="escalation_of_staff")]

    def __str__(self) -> str:
        return f"{self.duty_id} level {self.level}"


class Notice(models.Model):
    """What a person is told of a day, summed: duties due today or overdue, escalated to them, missed below them,
    important customers of theirs who came to an outlet."""

    class What(models.TextChoices):
        """What the count counts."""

        DUE = "due", "今日到期"
        ESCALATED = "escalated", "逾期上报"
        MISSED = "missed", "未完成"
        ARRIVED = "arrived", "客户到店"

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField(help_text="of the latest addition")
    clauses = models.JSONField(default=dict, help_text="{clause: how many}")
    seen_at = models.DateTimeField(null=True, help_text="null again when something is added")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "on", "what"], name="notice_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.staff_id} {self.what}"


class ManualSnapshot(models.Model):
    """The values of one version of the manual, kept so that an old duty explains itself with the values of its time."""

    version = models.CharField(primary_key=True, max_length=12)
    kept_at = models.DateTimeField()
    values = models.JSONField(help_text="{key: {unit, article, reading, dated: [[from, value], ...]}}")

    def __str__(self) -> str:
        return self.version


class Task(models.Model):
    """One card of a person's day: the merged reasons of one subject, ranked by the night."""

    on = models.DateField()
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=24)
    subject_id = models.CharField(max_length=64)
    rank = models.PositiveIntegerField()
    score = models.IntegerField()
    within_cap = models.BooleanField(
        help_text="false: more than the day holds; stays in the ledger, waits below the line"
    )
    kinds = models.JSONField(default=list, help_text="duty kinds merged here, weightiest first")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "staff", "subject_kind", "subject_id"], name="task_once_a_day"),
            models.UniqueConstraint(fields=["on", "staff", "rank"], name="task_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.staff_id} #{self.rank}"
