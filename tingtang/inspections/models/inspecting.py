"""Score sheets, inspections and what was found (A37). A sheet never changes: an inspection that names it is frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff


class Sheet(models.Model):
    """A version of a year's score sheet (A37.3). Append-only: a correction is the next version."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    base = models.DecimalField(max_digits=9, decimal_places=3)
    vetoes = models.JSONField(default=list, blank=True, help_text="sections in which no point may be lost")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="sheet_version_once"),
            models.CheckConstraint(condition=Q(base__gt=0), name="sheet_base_above_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.version}"


class ItemKind(models.TextChoices):
    """What a line does to the score (A37.3): it is of the base, or adds to it, or takes from it."""

    SCORE = "score", "得分"
    PLUS = "plus", "加分"
    MINUS = "minus", "扣分"


class SheetItem(models.Model):
    """A line of a sheet: what is looked at, by which article, for how many points. Append-only."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="items")
    n = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=40)
    text = models.CharField(max_length=200)
    article = models.CharField(max_length=12)
    points = models.DecimalField(max_digits=9, decimal_places=3)
    kind = models.CharField(max_length=5, choices=ItemKind.choices, default=ItemKind.SCORE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="sheet_item_kind_known"),
            models.UniqueConstraint(fields=["sheet", "n"], name="sheet_item_in_order"),
            models.UniqueConstraint(fields=["sheet", "section", "text"], name="sheet_item_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="sheet_item_weighs_something"),
            models.CheckConstraint(condition=~Q(article=""), name="sheet_item_has_an_article"),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.text}"


class Scale(models.Model):
    """How a line is scored (评分标准, A37.3), in the union's words. Append-only, made with its sheet."""

    item = models.OneToOneField(SheetItem, on_delete=models.PROTECT, related_name="scale")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="scale_says_how")]

    def __str__(self) -> str:
        return self.text


class Category(models.TextChoices):
    """A37.1a."""

    ROUTINE = "routine", "常规检查"
    SPECIAL = "special", "专项检查"


class Carrier(models.TextChoices):
    """Who carries it out (A37.1b)."""

    SELF = "self", "自查"
    MUTUAL = "mutual", "互查"
    SUPERIOR = "superior", "上级检查"
    PEER = "peer", "同业检查"
    THIRD_PARTY = "third_party", "第三方检查"


class Level(models.TextChoices):
    """Whose inspection it counts as in the coverage (A37.1e)."""

    PROVINCE = "province", "省行"
    BRANCH = "branch", "二级分行"
    MANAGING = "managing", "管辖支行"
    HEAD = "head", "网点负责人"


class State(models.TextChoices):
    """An inspection is under way, then closed with its score, then published to the outlet."""

    DRAFT = "draft", "进行中"
    CLOSED = "closed", "已评分"
    PUBLISHED = "published", "已通报"


class Inspection(models.Model):
    """One inspection of an outlet. The total is kept as a fraction; `edition` counts savings, so that none is lost."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=8, choices=Category.choices)
    carrier = models.CharField(max_length=12, choices=Carrier.choices)
    level = models.CharField(max_length=8, choices=Level.choices)
    covert = models.BooleanField(default=False, help_text="暗访: the outlet learns of it when it is published")
    on_site = models.BooleanField(default=True)
    recording = models.CharField(max_length=200, blank=True, default="", help_text="off site: camera, from, to")
    frame_sha256 = models.CharField(max_length=64, blank=True, default="", help_text="off site: of the frame looked at")
    on = models.DateField()
    inspector = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=0)
    numerator = models.DecimalField(max_digits=60, decimal_places=0, null=True)
    denominator = models.DecimalField(max_digits=60, decimal_places=0, null=True)
    grade = models.CharField(max_length=10, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="inspection_state_known"),
            models.CheckConstraint(
                condition=Q(category__in=Category.values, carrier__in=Carrier.values, level__in=Level.values),
                name="inspection_kinds_known",
            ),
            models.CheckConstraint(
                condition=Q(on_site=True, recording="", frame_sha256="")
                | (Q(on_site=False) & ~Q(recording="") & Q(frame_sha256__regex=r"^[0-9a-f]{64}$")),
                name="inspection_off_site_names_its_recording",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="draft", grade="", numerator__isnull=True, denominator__isnull=True, closed_at__isnull=True)
                    | (
                        Q(state__in=["closed", "published"], numerator__isnull=False, denominator__gt=0)
                        & Q(closed_at__isnull=False, grade__in=["excellent", "good", "fair", "poor", "bad"])
                    )
                ),
                name="inspection_scored_iff_closed",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, published_at__gte=F("closed_at"))
                | (~Q(state="published") & Q(published_at__isnull=True)),
                name="inspection_published_after_closing",
            ),
        ]
        indexes = [models.Index(fields=["institution", "-on", "-id"], name="inspection_of_outlet")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.institution_id} {self.on} {self.state}"


class Mark(models.Model):
    """A line as it was scored; none where nobody has looked yet."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="marks", db_index=False)
    item = models.ForeignKey(SheetItem, on_delete=models.PROTECT, related_name="+", db_index=False)
    applies = models.BooleanField(default=True)
    score = models.DecimalField(max_digits=9, decimal_places=3, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="mark_once_an_item"),
            models.CheckConstraint(
                condition=Q(applies=True, score__isnull=False, score__gte=0) | Q(applies=False, score__isnull=True),
                name="mark_scored_iff_it_applies",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}.{self.item_id}: {self.score}"


class Severity(models.IntegerChoices):
    """How grave a finding is."""

    LOW = 1, "轻微"
    MEDIUM = 2, "一般"
    HIGH = 3, "严重"


class Finding(models.Model):
    """What was found wrong, by its article. Append-only. `repeats`: how often the same was found there before.

    `severity` is what was seen, `level` the same raised by its repeats. What the phrase check proposed from a
    recording names its place in what was said: line, and characters from `start` to `end`.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    article = models.CharField(max_length=12)
    text = models.CharField(max_length=400)
    person = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    repeats = models.PositiveSmallIntegerField(default=0)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.MEDIUM)
    level = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.MEDIUM)
    line = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(article=""), name="finding_has_an_article"),
            models.CheckConstraint(condition=~Q(text=""), name="finding_says_what"),
            models.CheckConstraint(
                condition=Q(severity__range=(1, 3), level__range=(1, 3), level__gte=F("severity")),
                name="finding_level_is_never_below_its_severity",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True, start__isnull=True, end__isnull=True)
                | Q(line__gte=1, start__isnull=False, end__gte=F("start")),
                name="finding_place_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.article}"


class Mending(models.Model):
    """A step of mending a finding: mended, then looked at by another person. Append-only."""

    class What(models.TextChoices):
        """Mended by the outlet; confirmed or sent back by whoever looks again."""

        MENDED = "mended", "已整改"
        CONFIRMED = "confirmed", "复查通过"
        SENT_BACK = "sent_back", "复查未通过"

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="mendings", db_index=False)
    n = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    mended_by = models.CharField(max_length=64, help_text="who mended it last")
    text = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "n"], name="mending_in_order"),
            models.UniqueConstraint(fields=["finding"], condition=Q(what="confirmed"), name="mending_confirmed_once"),
            models.CheckConstraint(condition=Q(what__in=["mended", "confirmed", "sent_back"]), name="mending_known"),
            models.CheckConstraint(condition=~Q(text=""), name="mending_has_words"),
            models.CheckConstraint(
                condition=Q(what="mended", by=F("mended_by")) | (~Q(what="mended") & ~Q(by=F("mended_by"))),
                name="mending_looked_at_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.finding_id}.{self.n} {self.what}"
