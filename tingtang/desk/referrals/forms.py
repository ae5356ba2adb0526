"""What people type on cards: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.customers.consent import CHANNELS
from tingtang.desk.language import t
from tingtang.referrals.models import Need

OUTCOMES = ("contacted", "attempt", "won", "lost")


class ReferForm(forms.Form):
    """A card in one sentence. A contact card (not willing now) needs a number."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    source = forms.RegexField(r"^[a-z_]{1,16}:[0-9A-Za-z_.-]{1,47}$", required=False)
    sentence = forms.CharField(max_length=200, strip=True)
    need = forms.ChoiceField(choices=Need.choices)
    willing = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    prospect_name = forms.CharField(required=False, max_length=60, strip=True)
    phone = forms.CharField(required=False, max_length=40, strip=True)
    to_staff = forms.CharField(required=False, max_length=32)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        for name in ("need", "willing"):
            self.fields[name].error_messages |= {"required": one, "invalid_choice": one}
        self.fields["sentence"].error_messages["required"] = t("请用一句话说明", "Say it in one sentence")
        _say_long(self, "sentence", "prospect_name", "phone")


class OutcomeForm(forms.Form):
    """What came of a card; only an attempt needs no words."""

    outcome = forms.ChoiceField(choices=[(code, "") for code in OUTCOMES])
    text = forms.CharField(required=False, max_length=400, strip=True)
    next_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    channel = forms.ChoiceField(required=False, choices=[(code, "") for code in CHANNELS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        self.fields["channel"].error_messages["invalid_choice"] = one
        self.fields["outcome"].error_messages |= {"required": one, "invalid_choice": one}
        self.fields["next_on"].error_messages["invalid"] = t(
            "请填写日期，如 2026-12-01", "Give a date such as 2026-12-01"
        )
        _say_long(self, "text")


class PlaceForm(forms.Form):
    """To whom a card is given, and why."""

    to_staff = forms.CharField(max_length=32)
    reason = forms.CharField(max_length=400, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_staff"].error_messages["required"] = t("请选择接收人", "Choose who gets it")
        self.fields["reason"].error_messages["required"] = t("请填写理由", "Give a reason")
        _say_long(self, "reason")


def _say_long(form: forms.Form, *names: str) -> None:
    for name in names:
        form.fields[name].error_messages["max_length"] = t("内容过长", "This is too long")
