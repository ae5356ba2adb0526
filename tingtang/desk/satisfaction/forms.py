"""What people type about satisfaction: checked here, kept as typed when it is refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from tingtang.desk.cells import read_lines, whole
from tingtang.desk.forms import Typed
from tingtang.desk.language import t
from tingtang.satisfaction.actions import MOST_SLIPS, Line, Task
from tingtang.satisfaction.actions.symposiums import MOST_TASKS
from tingtang.satisfaction.models import Measure, Way
from tingtang.satisfaction.questions import MOST_QUESTIONS
from tingtang.shared.text import Bilingual

SHAPE = Bilingual("星级 | 标准 | 录入或满意率 | 下限", "stars | criterion | typed or satisfaction | at least")
SOURCES = {"录入": Measure.TYPED, "typed": Measure.TYPED, "满意率": Measure.SATISFACTION,
           "satisfaction": Measure.SATISFACTION}  # fmt: skip
RESULT = re.compile(r"value-([0-9]{1,9})")
MOST_LINES = 60


class AnalysisForm(Typed):
    """Causes and measures of a month below the share."""

    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$")
    causes = forms.CharField(max_length=1000, strip=True)
    measures = forms.CharField(max_length=1000, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month = t("月份如 2026-11", "A month such as 2026-11")
        self.fields["month"].error_messages |= {"required": month, "invalid": month}


class QuestionnaireForm(Typed):
    """A questionnaire to be begun."""

    institution_id = forms.CharField(max_length=32)
    title = forms.CharField(max_length=80, strip=True)
    title_en = forms.CharField(required=False, max_length=120, strip=True)
    way = forms.ChoiceField(choices=Way.choices)


class SlipsForm(Typed):
    """How many slips for which outlet."""

    institution_id = forms.CharField(max_length=32)
    count = forms.IntegerField(min_value=1, max_value=MOST_SLIPS)


def typed_rows(post: QueryDict) -> list[dict[str, str]]:
    """The rows of a draft as typed, those left empty out."""
    rows = []
    for n in range(1, MOST_QUESTIONS + 1):
        row = {name: post.get(f"{name}-{n}", "").strip()[:2000] for name in ("kind", "zh", "en", "options")}
        if row["zh"] or row["en"] or row["options"]:
            rows.append(row)
    return rows


class SymposiumForm(Typed):
    """The record of a symposium."""

    institution_id = forms.CharField(max_length=32)
    held_on = forms.DateField(input_formats=["%Y-%m-%d"])
    topic = forms.CharField(max_length=80, strip=True)
    participants = forms.IntegerField(min_value=1, max_value=9999)
    polled = forms.IntegerField(min_value=0, max_value=9999)
    satisfied = forms.IntegerField(min_value=0, max_value=9999)
    said = forms.CharField(max_length=4000, strip=True)


def typed_tasks(post: QueryDict) -> tuple[list[Task], dict[str, str], list[dict[str, str]]]:
    """(tasks, mistakes by `task-n`, the rows as typed)."""
    tasks: list[Task] = []
    wrong: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    for n in range(1, MOST_TASKS + 1):
        row = {name: post.get(f"task-{name}-{n}", "").strip()[:300] for name in ("text", "owner", "due")}
        if not row["text"] and not row["due"]:
            continue
        rows.append(row)
        try:
            tasks.append(Task(row["text"], row["owner"], date.fromisoformat(row["due"])))
        except ValueError:
            wrong[f"task-{len(rows)}"] = t(
                "请写明要做什么、由谁、何时完成（如 2026-12-01）", "Say what, who, and by when (such as 2026-12-01)"
            )
    return tasks, wrong, rows


class SchemeForm(Typed):
    """Criteria: a line each, `stars | criterion | source | at least`."""

    from_on = forms.DateField(input_formats=["%Y-%m-%d"])
    title = forms.CharField(max_length=80, strip=True)
    lines = forms.CharField(max_length=10_000)

    def clean_lines(self) -> list[Line]:
        """The lines; ValidationError names the one that cannot be read."""
        return read_lines(self.cleaned_data["lines"], MOST_LINES, SHAPE, _criterion)


def _criterion(cells: list[str]) -> Line:
    level, title, source, least = whole(cells, [1, 80, 20, 20])
    stars = forms.IntegerField(min_value=1, max_value=5).clean(level)
    number = forms.DecimalField(max_digits=9, decimal_places=3, min_value=Decimal(0)).clean(least)
    if source not in SOURCES:
        raise ValueError(source)
    return Line(stars, title, SOURCES[source], number)


class GradeForm(Typed):
    """A teller graded on a day, with the reason; results stand in fields of their own (`value-7`)."""

    on = forms.DateField(input_formats=["%Y-%m-%d"])
    reason = forms.CharField(max_length=400, strip=True)

    needed = {"reason": Bilingual("请写明理由", "Say why")}


def typed_results(post: QueryDict) -> tuple[dict[int, Decimal], dict[str, str]]:
    """(criterion id -> result, mistakes by `value-id`); what was left empty is in neither."""
    found: dict[int, Decimal] = {}
    wrong: dict[str, str] = {}
    number = forms.DecimalField(max_digits=9, decimal_places=3)
    for name, key in ((name, RESULT.fullmatch(name)) for name in post):
        said = post.get(name, "").strip()
        if key is None or not said:
            continue
        try:
            found[int(key[1])] = number.clean(said)
        except forms.ValidationError:
            wrong[name] = t("请填写数字", "Give a number")
    return found, wrong
