"""A checklist of a day, its lines as they were answered, and how what failed was put right (A19.1, A20.1, A25.2, A38).

A line is without an answer until somebody gives one: no default, no answer for many lines at once. What a list says is
copied from the manual when it is begun, so a later edition does not change what somebody signed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.audit.photos import KeptPhoto, sound
from tingtang.lobby.models import Device, DeviceFault
from tingtang.organisation.models import Institution, Staff


class Result(models.TextChoices):
    """What was found."""

    OK = "ok", "正常"
    FAIL = "fail", "不符合"
    NONE = "none", "不涉及"


ANSWERED = Q(result__isnull=False) & Q(at__isnull=False) & ~Q(by="") & Q(result__in=Result.values)
NOT_ANSWERED = Q(result__isnull=True, at__isnull=True, by="", note="", fault__isnull=True, photo__isnull=True)


class Photo(KeptPhoto):
    """A photo taken for a line: the file itself with its hash. Append-only."""

    class Meta:
        constraints = sound("routine_photo")


class Filling(models.Model):
    """A checklist of an outlet (`staff` null) or of a person on a day. Final once handed in; none is ever removed."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    checklist = models.CharField(max_length=40, help_text="name in manual/data/checklists.yaml")
    on = models.DateField()
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    duty_id = models.BigIntegerField(help_text="the duty it meets")
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=64)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["institution", "-on", "checklist"], name="filling_of_outlet")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "checklist", "on"],
                condition=Q(staff__isnull=True),
                name="filling_of_outlet_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["staff", "checklist", "on"],
                condition=Q(staff__isnull=False),
                name="filling_of_person_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by="") | (Q(done_at__gte=F("begun_at")) & ~Q(done_by="")),
                name="filling_done_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.checklist} {self.on}"

    @property
    def late(self) -> bool:
        """Handed in after the time: it stands as done late, and the duty stays missed."""
        return self.done_at is not None and self.done_at > self.due_at


class Answer(models.Model):
    """A line of a filling. `result` is null until somebody looks; a fail stays one, and opens what its line says."""

    filling = models.ForeignKey(Filling, on_delete=models.PROTECT, related_name="answers", db_index=False)
    n = models.PositiveSmallIntegerField(help_text="place in the list")
    item = models.CharField(max_length=40, help_text="id in manual/data/checklists.yaml")
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    article = models.CharField(max_length=12)
    opens = models.CharField(max_length=8, choices=[("device", "设备故障"), ("material", "物品"), ("task", "整改")])
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    material = models.ForeignKey(
        "routines.Material", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    result = models.CharField(max_length=4, null=True, choices=Result.choices)
    note = models.CharField(max_length=200, blank=True, default="")
    photo = models.OneToOneField(Photo, null=True, on_delete=models.PROTECT, related_name="+")
    fault = models.ForeignKey(DeviceFault, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(null=True)
    by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["filling"], condition=Q(result="fail"), name="answer_failed")]
        constraints = [
            models.UniqueConstraint(fields=["filling", "n"], name="answer_place_once"),
            models.CheckConstraint(condition=ANSWERED | NOT_ANSWERED, name="answer_given_by_someone"),
            models.CheckConstraint(
                condition=Q(result__isnull=True) | Q(result="ok") | ~Q(note=""), name="answer_says_what_is_wrong"
            ),
            models.CheckConstraint(condition=Q(opens__in=["device", "material", "task"]), name="answer_opens_known"),
            models.CheckConstraint(condition=~Q(opens="device") | Q(device__isnull=False), name="answer_of_a_device"),
            models.CheckConstraint(
                condition=Q(result="fail", opens="device", fault__isnull=False)
                | (Q(fault__isnull=True) & ~(Q(opens="device") & Q(result__isnull=False) & Q(result="fail"))),
                name="answer_failed_device_has_its_fault",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.filling_id} {self.item} {self.result or '-'}"


class Mending(models.Model):
    """How a failed line was put right. Append-only, once a line."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="mending")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    remedy = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(remedy=""), name="mending_says_how")]

    def __str__(self) -> str:
        return f"#{self.answer_id}"
