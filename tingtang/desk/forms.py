"""What people type on the desk's pages: checked here, kept as typed when it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, QueryDict

from tingtang.contacts.models import Channel, Outcome, Result
from tingtang.desk.language import lang, t
from tingtang.shared.text import Bilingual

MEMO_LONGEST = 4000
NO_BOUND = 2**31 - 1  # what only keeps a number within its column is not told to people


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent to a form; None when it was only asked for. An empty one is refused like any other."""
    return request.POST if request.method == "POST" else None


class Typed(forms.Form):
    """A form whose refusals are said in the reader's language, by the kind of each field.

    `needed`: what is said of a field that is left empty, where a form says it better.
    """

    needed: ClassVar[Mapping[str, Bilingual]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            speak(field)
            if name in self.needed:
                field.error_messages["required"] = self.needed[name].pick(lang())


def speak(field: forms.Field) -> None:
    """Give a field its refusals in the reader's language."""
    field.error_messages |= {
        "required": t("请填写", "This is needed"), "max_length": t("内容过长", "This is too long"),
        "invalid": t("填写有误", "This cannot be read"), "empty": t("文件是空的", "The file is empty"),
    }  # fmt: skip
    by_kind: tuple[tuple[type[forms.Field], str, tuple[str, ...]], ...] = (
        (forms.ChoiceField, t("请选择一项", "Choose one"), ("required", "invalid_choice")),
        (forms.DateField, t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01"), ("required", "invalid")),
        (forms.TimeField, t("请填写时间，如 08:30", "Give a time such as 08:30"), ("required", "invalid")),
        (forms.DateTimeField, t("请填写日期和时间", "Give a day and a time"), ("required", "invalid")),
        (forms.IntegerField, _number(field), ("required", "invalid", "min_value", "max_value")),
    )
    for kind, said, codes in by_kind:
        if isinstance(field, kind):
            field.error_messages |= dict.fromkeys(codes, said)


def _number(field: forms.Field) -> str:
    """What a number must be; a DecimalField is an IntegerField to Django."""
    least, most = getattr(field, "min_value", None), getattr(field, "max_value", None)
    if least is not None and most is not None and most < NO_BOUND:
        return t(f"请填写 {least} 至 {most} 的数", f"Give a number from {least} to {most}")
    decimal = isinstance(field, forms.DecimalField)
    return t("请填写数字", "Give a number") if decimal else t("请填写整数", "Give a whole number")


class ContactForm(forms.Form):
    """A contact or attempt. The memo is needed once the customer was reached (A31.2c)."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")  # never that of a contact from the feed, which has a colon
    outcome = forms.ChoiceField(choices=Outcome.choices)
    channel = forms.ChoiceField(choices=Channel.choices)
    memo = forms.CharField(required=False, max_length=MEMO_LONGEST, strip=True)
    need = forms.CharField(required=False, max_length=200, strip=True)
    next_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    result = forms.ChoiceField(required=False, choices=Result.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("outcome", "channel", "result"):
            said = t("请选择一项", "Choose one")
            self.fields[name].error_messages |= {"required": said, "invalid_choice": said}
        wrong_day = t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
        self.fields["next_on"].error_messages["invalid"] = wrong_day
        for name in ("memo", "need"):
            self.fields[name].error_messages["max_length"] = t("内容过长", "This is too long")

    def clean(self) -> dict[str, Any]:
        """The memo belongs to a reached contact."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") == Outcome.REACHED and "memo" in cleaned and not cleaned["memo"]:
            said = t(
                "已联系上须写明联系内容（A31.2c）", "Say what was said: a contact counts only with its memo (A31.2c)"
            )
            self.add_error("memo", said)
        elif cleaned.get("result") and "memo" in cleaned and not cleaned["memo"]:
            self.add_error("memo", t("挽留结果须写明情况（A31.4）", "A result needs its note (A31.4)"))
        return cleaned


class ReasonForm(forms.Form):
    """A reason, for an excuse, a refusal or a reveal."""

    reason = forms.CharField(max_length=500, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages |= {
            "required": t("请填写理由", "Give a reason"),
            "max_length": t("最多 500 字", "500 characters at most"),
        }


class Mistakes(dict[str, str]):
    """The first mistake of each field, by its name; it remembers which of them a page has asked for.

    A page asks for the mistake of each input that it shows. What nobody asked for has no input there, and the frame
    says it on top (`unshown_mistakes`): no refusal is silent, whatever a template left out.
    """

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__(found)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The mistake of a field, if it has one."""
        self.asked.add(name)
        return super().get(name, default)

    @property
    def unshown(self) -> list[tuple[str, str]]:
        """(field, mistake) of those that no input showed."""
        return [(name, said) for name, said in super().items() if name not in self.asked]


def mistakes(form: forms.Form) -> Mistakes:
    """The first mistake of each field, by its name."""
    return Mistakes({name: str(found[0]) for name, found in form.errors.items()})


def unshown_mistakes(given: Any) -> list[tuple[str, str]]:
    """The mistakes of a page that none of its inputs showed; `given`: those of a form, or of several by their names."""
    if isinstance(given, Mistakes):
        return given.unshown
    several = given.values() if isinstance(given, Mapping) else ()
    return [pair for one in several if isinstance(one, Mistakes) for pair in one.unshown]


GLOBALS: dict[str, Any] = {"unshown_mistakes": unshown_mistakes}


def typed(form: forms.Form) -> dict[str, str]:
    """What was typed, field by field, so that nothing is lost."""
    return {name: str(form.data.get(name, form.initial.get(name, "")) or "") for name in form.fields}
