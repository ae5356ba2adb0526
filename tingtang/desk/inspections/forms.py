"""What people type about inspections: checked here, kept as typed when it is refused."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from tingtang.desk.cells import read_lines, whole
from tingtang.desk.forms import Typed
from tingtang.desk.language import t
from tingtang.desk.opinions.forms import WordsForm
from tingtang.inspections.actions import Line
from tingtang.inspections.models import Carrier, Category, Level, Period, Severity
from tingtang.shared.text import Bilingual

MOST_LINES = 200
CELLS = 4
SHAPE = Bilingual(
    "类别 | 检查项 | 条款 | 分值 | 加分或扣分（选填） | 评分标准（选填）",
    "section | item | article | points | plus or minus (optional) | scale (optional)",
)
SIDES = {"加分": "plus", "扣分": "minus", "plus": "plus", "minus": "minus"}  # a fifth cell: not of the base


class StartForm(Typed):
    """An inspection to be begun; off site it names its recording and the hash of the frame."""

    institution_id = forms.CharField(max_length=32)
    sheet_id = forms.IntegerField(min_value=1)
    category = forms.ChoiceField(choices=Category.choices)
    carrier = forms.ChoiceField(choices=Carrier.choices)
    level = forms.ChoiceField(choices=Level.choices)
    on = forms.DateField(input_formats=["%Y-%m-%d"])
    covert = forms.BooleanField(required=False)
    off_site = forms.BooleanField(required=False)
    camera = forms.CharField(required=False, max_length=120, strip=True)
    recorded_from = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])
    recorded_to = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])
    frame_sha256 = forms.RegexField(r"^[0-9a-f]{64}$", required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        one = t("请选择一项", "Choose one")
        for name in ("institution_id", "sheet_id"):
            self.fields[name].error_messages |= {"required": one, "invalid": one}
        wrong = t("校验值为 64 位十六进制字符", "a hash has 64 hexadecimal characters")
        self.fields["frame_sha256"].error_messages |= {"invalid": wrong}

    def clean(self) -> dict[str, Any]:
        """Camera, from and to become the one line by which a recording is found again."""
        sent: dict[str, Any] = super().clean() or {}
        camera, start, end = (sent.pop(name, None) for name in ("camera", "recorded_from", "recorded_to"))
        sent["recording"] = ""
        if sent.pop("off_site", False) or camera or start or end or sent.get("frame_sha256"):
            if not (camera and start and end and sent.get("frame_sha256")) and not self.errors:
                whole = t(
                    "非现场检查须写明摄像头、起止时间和画面校验值",
                    "Off site: camera, from, to and the hash of the frame",
                )
                self.add_error("camera", whole)
            elif start and end and end <= start:
                self.add_error("recorded_to", t("结束须晚于开始", "It ends after it begins"))
            elif end and end > self.at:
                self.add_error("recorded_to", t("录像不能晚于现在", "A recording does not end after now"))
            else:
                sent["recording"] = f"{camera} {start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}" if start and end else ""
        return sent


class SheetForm(Typed):
    """A score sheet: a line an item, `section | what is looked at | article | points`."""

    year = forms.IntegerField(min_value=2012, max_value=2100)
    title = forms.CharField(max_length=80, strip=True)
    base = forms.DecimalField(max_digits=9, decimal_places=3, min_value=Decimal("0.001"))
    lines = forms.CharField(max_length=40_000)
    vetoes = forms.CharField(required=False, max_length=400)

    def clean_vetoes(self) -> list[str]:
        """The sections in which no point may be lost."""
        said = str(self.cleaned_data["vetoes"])
        return said.replace("、", " ").replace("，", " ").replace(",", " ").split()

    def clean_lines(self) -> list[Line]:
        """The lines; ValidationError names the one that cannot be read."""
        return read_lines(self.cleaned_data["lines"], MOST_LINES, SHAPE, _line)


def _line(cells: list[str]) -> Line:
    section, text, article, points = whole(cells[:CELLS], [40, 200, 40, 20])
    rest = cells[CELLS:]
    kind = SIDES[rest.pop(0)] if rest and rest[0] in SIDES else "score"
    [scale] = whole(rest, [200]) if rest else [""]
    number = forms.DecimalField(max_digits=9, decimal_places=3).clean(points)
    return Line(section, text, article, number, kind, scale)


class FindForm(WordsForm):
    """What was found, by its article."""

    article = forms.CharField(max_length=12, strip=True)
    person_id = forms.CharField(required=False, max_length=32, strip=True)
    severity = forms.ChoiceField(required=False, choices=Severity.choices)

    def clean_severity(self) -> int:
        """Ordinary where nothing was chosen."""
        return int(self.cleaned_data["severity"] or Severity.MEDIUM)


class MendForm(WordsForm):
    """What was done about a finding, with a photo that proves it."""

    photo = forms.FileField(required=False)


class PlanForm(Typed):
    """How often an institution inspects each outlet below it, from a day on."""

    institution_id = forms.CharField(max_length=32)
    level = forms.ChoiceField(choices=[pair for pair in Level.choices if pair[0] != Level.HEAD])
    period = forms.ChoiceField(choices=Period.choices)
    from_on = forms.DateField(input_formats=["%Y-%m-%d"])


class AppointForm(Typed):
    """Who inspects when and how."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])
    inspector_id = forms.CharField(max_length=32, strip=True)
    category = forms.ChoiceField(choices=Category.choices)
    carrier = forms.ChoiceField(choices=Carrier.choices)
    covert = forms.BooleanField(required=False)
    off_site = forms.BooleanField(required=False)


class AwardForm(Typed):
    """An award of a year, to an outlet or to one person of it."""

    institution_id = forms.CharField(max_length=32)
    year = forms.IntegerField(min_value=2012, max_value=2100)
    title = forms.CharField(max_length=80, strip=True)
    person_id = forms.CharField(required=False, max_length=32, strip=True)


class WithdrawForm(Typed):
    """Why an award is withdrawn."""

    reason = forms.CharField(max_length=200, strip=True)

    needed = {"reason": Bilingual("请写明撤销原因", "Say why it is withdrawn")}


class MeasuresForm(Typed):
    """The outlet's report on mending."""

    measures = forms.CharField(max_length=1000, strip=True)


class LookForm(WordsForm):
    """What was seen when a mended finding was looked at again."""

    holds = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
