"""Star tellers (星级柜员, A39.2): criteria as data, gradings with their results; the roster follows from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.organisation.models import Staff

LEVELS = (0, 5)  # no star to five


class Measure(models.TextChoices):
    """Where the result of a criterion comes from."""

    TYPED = "typed", "录入"
    SATISFACTION = "satisfaction", "本人满意率（%）"


class Scheme(models.Model):
    """A version of the criteria, in force from a day until the next. Append-only."""

    n = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    title = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["n"], name="star_scheme_once"),
            models.UniqueConstraint(fields=["from_on"], name="star_scheme_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"v{self.n} {self.from_on}"


class Criterion(models.Model):
    """What a level asks for: at least so much. A level is reached when its criteria and all below it are met."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="criteria", db_index=False)
    n = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    measure = models.CharField(max_length=12, choices=Measure.choices)
    least = models.DecimalField(max_digits=9, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "n"], name="star_criterion_in_order"),
            models.UniqueConstraint(fields=["scheme", "level", "title"], name="star_criterion_once"),
            models.CheckConstraint(condition=Q(level__range=(1, LEVELS[1])), name="star_criterion_level"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="star_criterion_measure_known"),
            models.CheckConstraint(condition=~Q(title=""), name="star_criterion_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.title}"


class Grading(models.Model):
    """A person graded on a day, with the reason; the roster of a day is each one's last grading by then. Append-only.

    `results`: what each title came to, as text; of a withdrawal none. `before`: the level until then.
    """

    class What(models.TextChoices):
        """Promoted, kept, lost by the criteria; or withdrawn for a reason of its own."""

        PROMOTED = "promoted", "晋级"
        KEPT = "kept", "保持"
        LOST = "lost", "降级"
        WITHDRAWN = "withdrawn", "取消"

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    n = models.PositiveSmallIntegerField()
    on = models.DateField()
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    results = models.JSONField(default=list, blank=True, help_text="[{title, level, least, value, met}], as text")
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "n"], name="star_grading_in_order"),
            models.CheckConstraint(condition=Q(level__range=LEVELS, before__range=LEVELS), name="star_grading_levels"),
            models.CheckConstraint(
                condition=Q(what="promoted", level__gt=models.F("before"))
                | Q(what="kept", level=models.F("before"))
                | Q(what="lost", level__lt=models.F("before"))
                | Q(what="withdrawn", level=0, before__gt=0),
                name="star_grading_says_what_changed",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="star_grading_has_a_reason"),
        ]
        indexes = [models.Index(fields=["staff", "on", "n"], name="star_grading_by_day")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.on} {self.level}"
