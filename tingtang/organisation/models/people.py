"""Staff, the extra posts they hold, their leave and who stands in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models.institutions import Institution
from tingtang.organisation.positions import PEOPLE_CHOICES


class Staff(models.Model):
    """A member of staff; the master is the core bank's feed."""

    staff_id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=60)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="staff")
    position = models.CharField(max_length=32, choices=PEOPLE_CHOICES)
    phone = models.CharField(max_length=32, blank=True, default="")
    email = models.CharField(max_length=120, blank=True, default="")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "staff"
        indexes = [models.Index(fields=["institution", "position"], name="staff_at_position")]

    def __str__(self) -> str:
        return self.name


class ExtraPost(models.Model):
    """A second position someone holds at an institution for a time, such as a deputy head acting for two outlets."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="extra_posts")
    position = models.CharField(max_length=32, choices=PEOPLE_CHOICES)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True, help_text="last day; empty: until ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "position", "institution", "from_on"], name="extra_post_once"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="extra_post_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.position} {self.institution_id}"


class Leave(models.Model):
    """Days on which someone is away and another stands in. One person's leaves never overlap (database constraint)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="leaves")
    deputy = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="stands_in")
    first_on = models.DateField()
    last_on = models.DateField(help_text="last day away, included")
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["deputy", "last_on"], name="leave_of_deputy")]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="leave_dates_in_order"),
            models.CheckConstraint(condition=~Q(deputy=F("staff")), name="leave_deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.first_on}..{self.last_on} > {self.deputy_id}"


class SkillCode(models.TextChoices):
    """What somebody can serve a customer in besides the language of the house (A33.1)."""

    ENGLISH = "en", "英语"
    JAPANESE = "ja", "日语"
    KOREAN = "ko", "韩语"
    RUSSIAN = "ru", "俄语"
    FRENCH = "fr", "法语"
    GERMAN = "de", "德语"
    SPANISH = "es", "西班牙语"
    ARABIC = "ar", "阿拉伯语"
    CANTONESE = "yue", "粤语"
    SIGN = "sign", "手语"


class SkillLevel(models.TextChoices):
    """How far it goes."""

    SIMPLE = "simple", "简单会话"
    FLUENT = "fluent", "流利"


class Skill(models.Model):
    """A language, or sign language, that somebody serves in, from a day until one. What was is never written over."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="skills")
    code = models.CharField(max_length=4, choices=SkillCode.choices)
    level = models.CharField(max_length=8, choices=SkillLevel.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True, help_text="first day it no longer counts; empty: it still does")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "code"], condition=Q(to_on__isnull=True), name="skill_once"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="skill_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(code__in=SkillCode.values), name="skill_known"),
            models.CheckConstraint(condition=Q(level__in=SkillLevel.values), name="skill_level_known"),
        ]
        indexes = [models.Index(fields=["code"], condition=Q(to_on__isnull=True), name="skill_found")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.code} {self.level}"
