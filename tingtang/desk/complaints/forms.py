"""What people type when they take a complaint in: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.desk.forms import Typed, speak
from tingtang.desk.language import t

LONGEST = {
    "complainant": 60, "phone": 40, "address": 200, "agent": 60, "agent_phone": 40, "agent_authority": 200,
    "facts": 4000, "request": 1000, "grounds": 1000, "products": 600, "concerned": 400, "superior": 120,
    "external": 120,
}  # fmt: skip
NEEDED = ("facts", "request")


class IntakeForm(forms.Form):
    """A complaint as it is told. Nothing is asked that the bank holds: with a customer the name is not."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    source = forms.RegexField(r"^[a-z_]{1,16}:[0-9A-Za-z_.-]{1,60}$", required=False)
    channel = forms.ChoiceField()
    business = forms.ChoiceField()
    cause = forms.ChoiceField()
    institution_id = forms.CharField(max_length=120)
    happened_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    deadline = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    file = forms.FileField(required=False)

    def __init__(self, *args: Any, choices: dict[str, tuple[str, ...]], known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        for name in ("channel", "business", "cause"):
            self.fields[name].choices = [(code, "") for code in choices[name]]  # type: ignore[attr-defined]
            self.fields[name].error_messages |= {"required": one, "invalid_choice": one}
        self.fields["institution_id"].error_messages["required"] = t("请选择机构", "Choose the institution")
        for name, longest in LONGEST.items():
            needed = name in NEEDED or (name == "complainant" and not known)
            made = forms.CharField(required=needed, max_length=longest, strip=True)
            said = {"required": t("请填写", "Fill this in"), "max_length": t("内容过长", "This is too long")}
            made.error_messages |= said
            self.fields[name] = made
        for name in ("happened_on", "deadline"):
            self.fields[name].error_messages["invalid"] = t("请填写日期", "Give a date")


class Files(forms.FileField):
    """Several files in one field; those that are there are cleaned one by one."""

    widget = type("ManyFiles", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file. ValidationError for an empty one."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Files, self).clean(one, initial) for one in sent]


PUBLIC_LONGEST = {
    "complainant": 60, "phone": 40, "address": 200, "agent": 60, "agent_phone": 40, "agent_authority": 200,
    "facts": 3500, "request": 1000, "grounds": 1000, "products": 600, "concerned": 200, "institution_id": 120,
}  # fmt: skip


class PublicForm(Typed):
    """A complaint as anybody types it into the public form. Where it happened may stay open: nobody need know."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    business = forms.ChoiceField()
    cause = forms.ChoiceField()
    happened_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    papers = Files(required=False)

    def __init__(self, *args: Any, choices: dict[str, tuple[str, ...]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("business", "cause"):
            self.fields[name].choices = [(code, "") for code in choices[name]]  # type: ignore[attr-defined]
        for name, longest in PUBLIC_LONGEST.items():
            needed = name in (*NEEDED, "complainant", "phone")
            self.fields[name] = forms.CharField(required=needed, max_length=longest, strip=True)
            speak(self.fields[name])


def listed(text: str) -> tuple[str, ...]:
    """Several things typed in one field, by commas or line breaks; a name may have spaces in it."""
    for mark in ("，", "、", ";", "；", "\r", "\n"):
        text = text.replace(mark, ",")
    return tuple(part.strip() for part in text.split(",") if part.strip())


def split(text: str) -> tuple[str, ...]:
    """Several people typed in one field: spaces part them too."""
    return listed(text.replace(" ", ","))
