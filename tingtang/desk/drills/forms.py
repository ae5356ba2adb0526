"""What people type about plans, trainings and skills: checked here, kept as typed when it is refused."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from tingtang.desk.forms import Typed
from tingtang.drills.actions import Part
from tingtang.drills.models import Course, What
from tingtang.manual.book.routines import PLANS
from tingtang.organisation.models import SkillCode, SkillLevel
from tingtang.shared.text import Bilingual


class OpenForm(Typed):
    """Which plan, and whether it is a drill or happens."""

    plan = forms.ChoiceField(choices=[(code, "") for code in PLANS])
    real = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    complaint = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class TickForm(Typed):
    """A step: done, or not called for and why."""

    n = forms.IntegerField(min_value=1, max_value=100)
    done = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    note = forms.CharField(required=False, max_length=400, strip=True)
    photo = forms.FileField(required=False)


class LessonsForm(Typed):
    """What was learnt."""

    lessons = forms.CharField(max_length=2000, strip=True)

    needed = {"lessons": Bilingual("请写明经验教训", "Say what was learnt")}


class CourseForm(Typed):
    """A training to be planned."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    what = forms.ChoiceField(choices=What.choices)
    title = forms.CharField(max_length=120, strip=True)
    on = forms.DateField(input_formats=["%Y-%m-%d"])

    needed = {"title": Bilingual("请填写主题", "Say what it is about")}


class HoldForm(Typed):
    """What was taught."""

    summary = forms.CharField(max_length=2000, strip=True)

    needed = {"summary": Bilingual("请写明内容", "Say what it was about")}


class SkillForm(Typed):
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
