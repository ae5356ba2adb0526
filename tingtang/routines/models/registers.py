"""Registers of an outlet: licences, materials on display, who looks after what, accessibility (A3.5, A4.2, A4.4, A38).

Stationed third parties stand in the lobby's register (`lobby.ThirdParty`); here is only how an agreement was ended.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.lobby.models import ThirdParty
from tingtang.organisation.models import Institution, Staff


class LicenceKind(models.TextChoices):
    """What hangs framed behind the closed counters (A4.2)."""

    FINANCIAL = "financial_licence", "金融许可证"
    BUSINESS = "business_licence", "营业执照"
    SCOPE = "scope_notice", "营业范围公示"
    HEAD = "head_notice", "主要负责人公示"
    OTHER = "other", "其他证照"


class Licence(models.Model):
    """A licence or notice as it hangs, from when to when; what replaces it is a row of its own."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=LicenceKind.choices)
    number = models.CharField(max_length=40, help_text="as printed on it")
    head = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="whom it names"
    )
    valid_to = models.DateField(null=True, help_text="last day; null: until replaced")
    hung_at = models.DateTimeField()
    hung_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "kind"],
                condition=Q(ended_at__isnull=True) & ~Q(kind="other"),
                name="licence_hangs_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=LicenceKind.values), name="licence_kind_known"),
            models.CheckConstraint(condition=~Q(number=""), name="licence_has_its_number"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="") | (Q(ended_at__gte=F("hung_at")) & ~Q(ended_by="")),
                name="licence_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.kind}"


class Place(models.TextChoices):
    """Where material is shown."""

    BOARD = "board", "宣传告示牌"
    SCREEN = "screen", "电子屏"
    LIGHT_BOX = "light_box", "灯箱"
    FRAME = "frame", "海报框"
    RACK = "rack", "折页架"
    FOLDER = "folder", "移动服务夹"
    DOOR = "door", "门楣门前"
    HALL = "hall", "厅堂"


class Material(models.Model):
    """Something on display: material with its last valid day, or decoration for a festival (A4.4, A19.1d)."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=10, choices=Place.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, help_text="last day it is valid; of decoration the last day of the holiday")
    festival = models.CharField(max_length=24, blank=True, default="", help_text="of decoration: code of festival.days")
    shown_at = models.DateTimeField()
    shown_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, help_text="taken down")
    ended_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "to_on"], condition=Q(ended_at__isnull=True), name="material_on_display"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "title", "place"],
                condition=Q(ended_at__isnull=True),
                name="material_not_twice_in_a_place",
            ),
            models.CheckConstraint(condition=Q(place__in=Place.values), name="material_place_known"),
            models.CheckConstraint(condition=~Q(title=""), name="material_has_a_title"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="material_dates_in_order"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="") | (Q(ended_at__gte=F("shown_at")) & ~Q(ended_by="")),
                name="material_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.title}"


class Facility(models.TextChoices):
    """What a named person looks after (A38.4)."""

    SIGNS = "signs", "门楣标识"
    SCREENS = "screens", "多媒体显示屏"
    LICENCES = "licences", "证照"
    MACHINES = "machines", "自助设备"
    FITTINGS = "fittings", "服务配套设施"


class Keeper(models.Model):
    """The person named for a facility of an outlet, from when to when; one at a time."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    facility = models.CharField(max_length=10, choices=Facility.choices)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "facility"], condition=Q(ended_at__isnull=True), name="keeper_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(facility__in=Facility.values), name="keeper_facility_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="") | (Q(ended_at__gte=F("named_at")) & ~Q(ended_by="")),
                name="keeper_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.facility}"


class Accessibility(models.Model):
    """How people with disabilities come in and are served (A3.5), as of a day; the latest counts. Append-only.

    Where there is no barrier-free way in, the notice by which staff are called outside stands with its number.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    way_in = models.BooleanField(help_text="a barrier-free way in, with its sign")
    bell = models.CharField(max_length=40, blank=True, default="", help_text="number or bell by which staff come out")
    low_counter = models.BooleanField()
    wheelchair = models.BooleanField()
    reading_aid = models.BooleanField(help_text="glasses, magnifier or braille")
    hearing_aid = models.BooleanField(help_text="writing board or hearing loop")
    parking = models.BooleanField()
    note_zh = models.CharField(max_length=200, blank=True, default="")
    note_en = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["institution", "-at"], name="accessibility_of_outlet")]
        constraints = [
            models.CheckConstraint(condition=Q(way_in=True) | ~Q(bell=""), name="accessible_or_a_way_to_call"),
            models.CheckConstraint(
                condition=Q(note_zh="", note_en="") | (~Q(note_zh="") & ~Q(note_en="")), name="access_note_bilingual"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.at:%F}"


class Ending(models.Model):
    """A stationed person left before the agreement's last day, or at it (A26.2). Append-only."""

    third_party = models.OneToOneField(ThirdParty, on_delete=models.PROTECT, related_name="ending")
    on = models.DateField(help_text="last day at the outlet")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ending_says_why")]

    def __str__(self) -> str:
        return f"#{self.third_party_id} {self.on}"
