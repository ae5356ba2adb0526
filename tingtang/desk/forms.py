"""What people type on the desk's pages: checked here, kept as typed when it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from tingtang.contacts.models import Channel, Outcome, Result
from tingtang.desk.language import t

MEMO_LONGEST = 4000


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
