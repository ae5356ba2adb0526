"""Emergency plans as they were run (A39.3), and training with its results (A39.1).

A run is one going through of a plan: a drill, or the real thing. Its steps are frozen into it as it is opened.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.audit.photos import KeptPhoto, sound
from tingtang.organisation.models import Institution, Staff


class Run(models.Model):
    """A plan gone through at an outlet, step by step, closed with its lessons; final from then on.

    `source_kind`, `source_id`: what it was opened for (a complaint), empty when somebody pressed the button.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.CharField(max_length=12, help_text="code of emergency_plans.yaml")
    real = models.BooleanField(help_text="false: a drill")
    source_kind = models.CharField(max_length=12, blank=True, default="")
    source_id = models.CharField(max_length=32, blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    steps = models.JSONField(help_text="as they stood: [{article, zh, en}]")
    steps_n = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True, default="")
    lessons = models.CharField(max_length=2000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "plan", "real"], condition=Q(closed_at__isnull=True), name="run_one_open"
            ),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "plan"], condition=~Q(source_id=""), name="run_once_a_source"
            ),
            models.CheckConstraint(condition=Q(steps_n__gte=1), name="run_has_steps"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="", lessons="")
                | (Q(closed_at__gte=F("opened_at")) & ~Q(closed_by="") & ~Q(lessons="")),
                name="run_closed_with_lessons",
            ),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id="") | (Q(real=True) & ~Q(source_kind="") & ~Q(source_id="")),
                name="run_of_a_source_is_real",
            ),
        ]
        indexes = [models.Index(fields=["institution", "-opened_at"], name="run_of_outlet")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.institution_id} {self.plan}"


class Tick(models.Model):
    """A step dealt with: done, or not called for with the reason. Append-only, each step once."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="ticks", db_index=False)
    n = models.PositiveSmallIntegerField(help_text="of the step, from 1")
    done = models.BooleanField(help_text="false: it was not called for")
    note = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "n"], name="tick_once"),
            models.CheckConstraint(condition=Q(done=True) | ~Q(note=""), name="tick_left_out_says_why"),
            models.CheckConstraint(condition=Q(n__gte=1), name="tick_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"#{self.run_id}.{self.n}"


class Photo(KeptPhoto):
    """A photo taken at a step: the file itself with its hash, kept as the step is dealt with. Append-only."""

    tick = models.OneToOneField(Tick, on_delete=models.PROTECT, related_name="photo")

    class Meta:
        constraints = sound("step_photo")


class Participant(models.Model):
    """Somebody who took part. Append-only."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="participants", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "staff"], name="participant_once")]

    def __str__(self) -> str:
        return f"#{self.run_id} {self.staff_id}"


class Told(models.Model):
    """The staff were told the lessons of a plan that really ran. Append-only."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="told")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    text = models.CharField(max_length=1000, help_text="how and where")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="told_says_how")]

    def __str__(self) -> str:
        return f"#{self.run_id}"


class What(models.TextChoices):
    """What a training is (A39.1)."""

    PRACTICE = "practice", "岗位练兵"
    LESSON = "lesson", "业务辅导"
    TRAINING = "training", "技能培训"
    ASSESSMENT = "assessment", "技能考核"


class Outcome(models.TextChoices):
    """How a planned training ended."""

    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"


class Course(models.Model):
    """A training planned for a day; held with its results or cancelled with the reason, final from then on."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What.choices)
    title = models.CharField(max_length=120)
    on = models.DateField()
    key = models.CharField(max_length=64, help_text="idempotency key: the same form sent again is the same plan")
    at = models.DateTimeField(help_text="when it was planned")
    by = models.CharField(max_length=64)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True, default="")
    summary = models.CharField(max_length=2000, blank=True, default="", help_text="what was taught, or why not held")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="course_planned_once"),
            models.CheckConstraint(condition=Q(what__in=What.values), name="course_what_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(key=""), name="course_has_a_title"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True, ended_by="", summary="")
                | (Q(outcome__in=Outcome.values, ended_at__isnull=False) & ~Q(ended_by="") & ~Q(summary="")),
                name="course_ends_with_a_word",
            ),
        ]
        indexes = [models.Index(fields=["institution", "-on"], name="course_of_outlet")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class Result(models.Model):
    """Somebody's part in a training: there, or absent with the reason; at an assessment passed or not. Append-only."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="results", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    passed = models.BooleanField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "staff"], name="result_once"),
            models.CheckConstraint(condition=Q(present=True) | ~Q(note=""), name="result_absent_says_why"),
            models.CheckConstraint(condition=Q(present=True) | Q(passed__isnull=True), name="result_absent_not_passed"),
        ]

    def __str__(self) -> str:
        return f"#{self.course_id} {self.staff_id}"
