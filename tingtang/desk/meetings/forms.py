"""What people type about the lobby log and meetings: checked here, kept as typed when it is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from tingtang.desk.forms import Typed
from tingtang.desk.language import t
from tingtang.desk.opinions.forms import WordsForm
from tingtang.meetings.actions import Seat, Wish
from tingtang.meetings.models import PARTS, Kind
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE

TASKS = 5  # lines offered


class LogForm(Typed):
    """The parts of a log; `edition`: the one it was read in, 0 for the first."""

    edition = forms.IntegerField(min_value=0, max_value=10**6)
    customers = forms.CharField(required=False, max_length=2000, strip=True)
    sales = forms.CharField(required=False, max_length=2000, strip=True)
    opinions = forms.CharField(required=False, max_length=2000, strip=True)
    other = forms.CharField(required=False, max_length=2000, strip=True)
    then = forms.ChoiceField(required=False, choices=[("sign", "")])

    def parts(self) -> dict[str, str]:
        """{part: words}."""
        return {part: str(self.cleaned_data[part]) for part in PARTS}


class CorrectionForm(WordsForm):
    """What is right, and why it is corrected."""

    part = forms.CharField(required=False, max_length=12)
    reason = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = t("请写明更正原因", "Say why it is corrected")


class MeetingForm(Typed):
    """A meeting that was held: when, of what kind, its minutes."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    kind = forms.ChoiceField(choices=Kind.choices)
    on = forms.DateField(input_formats=["%Y-%m-%d"])
    time = forms.TimeField(input_formats=["%H:%M"])
    title = forms.CharField(required=False, max_length=120, strip=True)
    minutes = forms.CharField(max_length=8000, strip=True)

    needed = {"minutes": Bilingual("请写会议记录", "Write the minutes")}

    def held_at(self) -> datetime:
        """When it was held."""
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"], ZONE)


def seats_of(post: QueryDict, people: list[str], *, everybody: bool) -> list[Seat]:
    """Who was there, or why not. `everybody`: whoever is not ticked was absent; else only who was invited counts."""
    present = set(post.getlist("present"))
    seats = [Seat(key, key in present, post.get(f"reason-{key}", "").strip()[:120]) for key in people]
    return [one for one in seats if everybody or one.present or one.reason]


def tasks_of(post: QueryDict) -> tuple[list[Wish], str]:
    """(the tasks typed, what is wrong with a day among them). A line without words is none."""
    found: list[Wish] = []
    for n in range(1, TASKS + 1):
        text = post.get(f"task-{n}", "").strip()
        if not text:
            continue
        due_on, wrong = _day(post.get(f"due-{n}", "").strip())
        if wrong:
            return [], wrong
        found.append(Wish(text, post.get(f"owner-{n}", "")[:32], due_on))
    return found, ""


def _day(said: str) -> tuple[date | None, str]:
    if not said:
        return None, ""
    try:
        found: date = forms.DateField(input_formats=["%Y-%m-%d"]).clean(said)
    except forms.ValidationError:
        return None, t("任务期限请填写日期，如 2026-12-01", "A task is due on a date such as 2026-12-01")
    return found, ""
