"""The opinion book (意见簿, A19.3, A35.3): what customers wrote, what was done about it, and the head's daily reading.

Everything here is append-only: an entry stands as it was typed or photographed, and what happens to it are its steps.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.audit.photos import KeptPhoto, sound
from tingtang.organisation.models import Institution


class Source(models.TextChoices):
    """Where the customer wrote."""

    PAPER = "paper", "意见簿"
    RATING = "rating", "评价留言"


class What(models.TextChoices):
    """What happens to an entry: one answer, one call that reached the customer; each complaint it became."""

    ANSWERED = "answered", "答复"
    CALLED = "called", "电话回访"
    NOT_REACHED = "not_reached", "未接通"
    COMPLAINT_LINKED = "complaint_linked", "投诉立案"


class Photo(KeptPhoto):
    """A page of the paper book, photographed: the file itself with its hash. Append-only."""

    class Meta:
        constraints = sound("opinion_photo")


class Opinion(models.Model):
    """An entry of an outlet's book. `written_on`: the day the customer wrote it, from which the answer is due.

    `name` and `phone` are what the customer left; the phone is masked wherever it is shown.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=8, choices=Source.choices)
    source_id = models.CharField(max_length=64, blank=True, default="", help_text="the ticket that was rated")
    written_on = models.DateField()
    recorded_on = models.DateField(help_text="business date of at")
    at = models.DateTimeField(help_text="when it was typed or photographed")
    by = models.CharField(max_length=64)
    text = models.CharField(max_length=1000, blank=True, default="")
    photo = models.OneToOneField(Photo, null=True, on_delete=models.PROTECT, related_name="opinion")
    name = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    key = models.CharField(max_length=64, help_text="idempotency key: the same form sent again is the same entry")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="opinion_source_known"),
            models.CheckConstraint(condition=~Q(text="") | Q(photo__isnull=False), name="opinion_says_something"),
            models.CheckConstraint(
                condition=Q(source="paper", source_id="") | (Q(source="rating") & ~Q(source_id="")),
                name="opinion_source_whole",
            ),
            models.CheckConstraint(condition=Q(written_on__lte=F("recorded_on")), name="opinion_not_from_tomorrow"),
            models.CheckConstraint(condition=~Q(key=""), name="opinion_has_a_key"),
            models.UniqueConstraint(fields=["key"], name="opinion_kept_once"),
            models.UniqueConstraint(fields=["source_id"], condition=~Q(source_id=""), name="opinion_of_a_rating_once"),
        ]
        indexes = [models.Index(fields=["institution", "-written_on", "-id"], name="opinion_of_book")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.institution_id} {self.written_on}"


class Step(models.Model):
    """What was done about an entry. Append-only; a call is only to a number that was left (a trigger holds it)."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=20, choices=What.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    text = models.CharField(max_length=1000, blank=True, default="")
    ref = models.CharField(max_length=64, blank=True, default="", help_text="number of the complaint it became")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=What.values), name="opinion_step_known"),
            models.CheckConstraint(
                condition=(Q(what="complaint_linked") & ~Q(ref="")) | (~Q(what="complaint_linked") & Q(ref="")),
                name="opinion_link_names_the_complaint",
            ),
            models.CheckConstraint(condition=Q(what="complaint_linked") | ~Q(text=""), name="opinion_step_has_words"),
            models.UniqueConstraint(
                fields=["opinion", "what"], condition=Q(what__in=["answered", "called"]), name="opinion_step_once"
            ),
            models.UniqueConstraint(fields=["ref"], condition=~Q(ref=""), name="opinion_case_of_one_entry"),
        ]

    def __str__(self) -> str:
        return f"#{self.opinion_id} {self.what}"


class Reading(models.Model):
    """The head read the book on a day and signed (A35.3, A38). Append-only: a day that was missed stays missed."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    entries = models.PositiveIntegerField(help_text="new since the reading before")
    waiting = models.PositiveIntegerField(help_text="not yet answered")
    note = models.CharField(max_length=400, blank=True, default="", help_text="what the head wants done (A38)")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "on"], name="opinion_reading_once_a_day")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.on}"
