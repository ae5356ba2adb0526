"""What people type about plans, trainings and skills: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from tingtang.desk.language import t
from tingtang.drills.actions import Part
from tingtang.drills.models import Course, What
from tingtang.manual.book.routines import PLANS
from tingtang.organisation.models import SkillCode, SkillLevel


class OpenForm(forms.Form):
    """Which plan, and whether it is a drill or happens."""

    plan = forms.ChoiceField(choices=[(code, "") for code in PLANS])
    real = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    complaint = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class TickForm(forms.Form):
    """A step: done, or not called for and why."""

    n = forms.IntegerField(min_value=1, max_value=100)
    done = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    note = forms.CharField(required=False, max_length=400, strip=True)
    photo = forms.FileField(required=False)


class LessonsForm(forms.Form):
    """What was learnt."""

    lessons = forms.CharField(max_length=2000, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = t("请写明经验教训", "Say what was learnt")
        self.fields["lessons"].error_messages["required"] = said


class CourseForm(forms.Form):
    """A training to be planned."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    what = forms.ChoiceField(choices=What.choices)
    title = forms.CharField(max_length=120, strip=True)
    on = forms.DateField(input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
        self.fields["on"].error_messages |= {"required": day, "invalid": day}
        self.fields["title"].error_messages["required"] = t("请填写主题", "Say what it is about")
        one = t("请选择一项", "Choose one")
        self.fields["what"].error_messages |= {"required": one, "invalid_choice": one}


class HoldForm(forms.Form):
    """What was taught."""

    summary = forms.CharField(max_length=2000, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].error_messages["required"] = t("请写明内容", "Say what it was about")


class SkillForm(forms.Form):
    """What somebody serves in; `level` none: no longer."""

    staff = forms.CharField(max_length=32)
    code = forms.ChoiceField(choices=SkillCode.choices)
    level = forms.ChoiceField(choices=[*SkillLevel.choices, ("none", "")])


def parts_of(post: QueryDict, people: list[str], course: Course) -> list[Part]:
    """Everybody's part in a training; who is neither ticked nor excused was not expected."""
    present = set(post.getlist("present"))
    found = []
    for key in people:
        note = post.get(f"note-{key}", "").strip()[:200]
        verdict = {"yes": True, "no": False}.get(post.get(f"passed-{key}", "")) if key in present else None
        passed = verdict if course.what == What.ASSESSMENT else None
        if key in present or note:
            found.append(Part(key, key in present, passed, note))
    return found
