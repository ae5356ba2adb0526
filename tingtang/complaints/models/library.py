"""Solved cases as training material (A35.7): without names, approved by another, linked to cases of the same kind, told
to the staff of the outlets where they happened."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.complaints.models.cases import Complaint
from tingtang.organisation.models import Institution, Staff


class LessonState(models.TextChoices):
    """Where a lesson stands. Approved ones do not change."""

    DRAFT = "draft", "待审核"
    APPROVED = "approved", "已发布"
    SENT_BACK = "sent_back", "退回修改"


class Lesson(models.Model):
    """A case told without names. Its case stays readable only to who may read it."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="lesson")
    place = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    story = models.CharField(max_length=4000)
    lesson = models.CharField(max_length=2000)
    business = models.CharField(max_length=24)
    cause = models.CharField(max_length=24)
    state = models.CharField(max_length=10, choices=LessonState.choices, default=LessonState.DRAFT)
    written_by = models.CharField(max_length=32)
    written_at = models.DateTimeField()
    decided_by = models.CharField(max_length=32, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LessonState.values), name="lesson_state_known"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(story="") & ~Q(lesson=""), name="lesson_has_something_to_say"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("written_by")), name="lesson_approved_by_another"),
            models.CheckConstraint(
                condition=Q(state="draft", decided_by="", decided_at__isnull=True)
                | (~Q(state="draft") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="lesson_decided_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["cause", "business"], name="lesson_of_kind")]

    def __str__(self) -> str:
        return self.title


class Repeat(models.Model):
    """A case of the same kind as a lesson: it happened again."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="repeats", db_index=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="repeats")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "complaint"], name="repeat_linked_once")]

    def __str__(self) -> str:
        return f"{self.lesson_id}/{self.complaint_id}"


class Teaching(models.Model):
    """A lesson that the staff of an outlet are told: where it happened, and anew each time it happened there again.

    `repeat`: the case of the same kind that asked for it, empty when the lesson was published. It ends when the head
    says how it was told (`how`). Never for a case that may not be known there (A34.6).
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="teachings", db_index=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    repeat = models.OneToOneField(Repeat, null=True, on_delete=models.PROTECT, related_name="teaching")
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=32, blank=True, default="")
    how = models.CharField(max_length=400, blank=True, default="", help_text="where and how the staff were told")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "institution"], condition=Q(told_at__isnull=True), name="teaching_one_open"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by="", how="")
                | (Q(told_at__gte=F("opened_at")) & ~Q(told_by="") & ~Q(how="")),
                name="teaching_told_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "told_at"], name="teaching_at_outlet"),
            models.Index(fields=["lesson", "-opened_at"], name="teaching_of_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}/{self.institution_id}"

    @property
    def subject(self) -> str:
        """The subject of its duty: 5.9 is of lesson 5."""
        return f"{self.lesson_id}.{self.pk}"


class Learner(models.Model):
    """Somebody who confirmed with their own hand that they learned a lesson. Append-only."""

    teaching = models.ForeignKey(Teaching, on_delete=models.PROTECT, related_name="learners", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["teaching", "staff"], name="learner_once")]

    def __str__(self) -> str:
        return f"{self.teaching_id}/{self.staff_id}"
