"""The lobby manager's log (A19.3a), meetings with their minutes and attendance (A36, A40), and the tasks they give.

A log is a draft until it is signed, then final; a meeting is written down once it was held and stands as it is. What
turns out wrong later is a correction beside it, never a change of it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff

PARTS = ("customers", "sales", "opinions", "other")


class Log(models.Model):
    """The lobby's day at an outlet: its figures, frozen as it is signed, and what the lobby manager says of it.

    The first three parts are the manual's: customers cared for, what was sold, what customers said.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    at = models.DateTimeField(help_text="last saved")
    by = models.CharField(max_length=64)
    edition = models.PositiveIntegerField(default=1, help_text="rises with each saving")
    customers = models.CharField(max_length=2000, blank=True, default="")
    sales = models.CharField(max_length=2000, blank=True, default="")
    opinions = models.CharField(max_length=2000, blank=True, default="")
    other = models.CharField(max_length=2000, blank=True, default="")
    figures = models.JSONField(null=True, help_text="as signed: {name: number or null}")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "on"], name="log_once_a_day"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by="", figures__isnull=True)
                | (Q(signed_at__isnull=False, figures__isnull=False) & ~Q(signed_by="")),
                name="log_signed_with_figures",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | (~Q(customers="") & ~Q(sales="") & ~Q(opinions="")),
                name="log_signed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.on}"


class Kind(models.TextChoices):
    """What a meeting is: of an outlet each day and each week, or of departments."""

    MORNING = "morning", "晨会"
    REVIEW = "review", "例会"
    JOINT = "joint", "联席会议"


OF_OUTLETS = (Kind.MORNING, Kind.REVIEW)


class Meeting(models.Model):
    """A meeting that was held, written down whole: agenda as drafted, minutes. Append-only.

    `period_on`: the day of a morning meeting, the Monday of a review's week, the day of a joint meeting.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    period_on = models.DateField()
    held_at = models.DateTimeField()
    title = models.CharField(max_length=120, blank=True, default="")
    agenda = models.JSONField(default=list, help_text="as drafted: [{name, value}]")
    minutes = models.CharField(max_length=8000)
    key = models.CharField(max_length=64, help_text="idempotency key: the same form sent again is the same meeting")
    at = models.DateTimeField(help_text="when it was written down")
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "kind", "period_on"], condition=~Q(kind="joint"), name="meeting_once_a_period"
            ),
            models.UniqueConstraint(fields=["key"], name="meeting_kept_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="meeting_kind_known"),
            models.CheckConstraint(condition=~Q(minutes="") & ~Q(key=""), name="meeting_has_minutes"),
            models.CheckConstraint(condition=~Q(kind="joint") | ~Q(title=""), name="meeting_joint_has_a_subject"),
            models.CheckConstraint(condition=Q(held_at__lte=F("at")), name="meeting_not_from_tomorrow"),
        ]
        indexes = [models.Index(fields=["institution", "-held_at"], name="meeting_of_place")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.institution_id} {self.kind} {self.period_on}"


class Attendance(models.Model):
    """Somebody who belonged there: present, or absent with the reason. `institution`: for whom they came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "staff"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(present=True, reason="") | (Q(present=False) & ~Q(reason="")),
                name="attendance_absent_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.meeting_id} {self.staff_id}"


class Task(models.Model):
    """What a meeting gave somebody to do by a day. Append-only; the duty of it is in the ledger."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    n = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "n"], name="task_numbered"),
            models.CheckConstraint(condition=~Q(text="") & Q(n__gte=1), name="task_says_what"),
        ]

    def __str__(self) -> str:
        return f"#{self.meeting_id}.{self.n}"


class TaskDone(models.Model):
    """The evidence that a task is done. Append-only."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="done")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="task_done_says_how")]

    def __str__(self) -> str:
        return f"#{self.task_id}"


class Correction(models.Model):
    """What was wrong in a signed log or in minutes, and what is right, with the reason. Append-only."""

    log = models.ForeignKey(Log, null=True, on_delete=models.PROTECT, related_name="corrections")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="corrections")
    part = models.CharField(max_length=12, help_text="a part of the log, or minutes")
    text = models.CharField(max_length=2000, help_text="what is right")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(log__isnull=False, meeting__isnull=True, part__in=PARTS)
                | Q(log__isnull=True, meeting__isnull=False, part="minutes"),
                name="correction_of_one",
            ),
            models.CheckConstraint(condition=~Q(text="") & ~Q(reason=""), name="correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.part}"
