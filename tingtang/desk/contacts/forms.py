"""What people type about signals, market events and handovers: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.contacts.models import Result
from tingtang.desk.language import t
from tingtang.handovers.models import Reason

MANY = 50


class ResultForm(forms.Form):
    """What came of signals that a customer is leaving (A31.4)."""

    duty_ids = forms.TypedMultipleChoiceField(coerce=int)
    result = forms.ChoiceField(choices=Result.choices)
    note = forms.CharField(max_length=4000, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("duty_ids")[:MANY] if self.is_bound else []  # type: ignore[attr-defined]
        numbers = [one for one in given if one.isascii() and one.isdecimal() and len(one) < 19]
        self.fields["duty_ids"].choices = [(one, one) for one in numbers]  # type: ignore[attr-defined]
        said = t("请选择一项", "Choose one")
        self.fields["result"].error_messages |= {"required": said, "invalid_choice": said}
        chosen = t("请选择信号", "Choose the signals")
        self.fields["duty_ids"].error_messages |= {"required": chosen, "invalid_choice": chosen}
        self.fields["note"].error_messages |= {
            "required": t("请写明挽留经过和依据（A31.4）", "Say what was done and how one knows (A31.4)"),
            "max_length": t("内容过长", "This is too long"),
        }


class EventForm(forms.Form):
    """A market event as a draft (A31.3); kinds and products are checked by the action."""

    title = forms.CharField(max_length=60, strip=True)
    happened_on = forms.DateField(input_formats=["%Y-%m-%d"])
    happened = forms.CharField(max_length=2000, strip=True)
    tell = forms.CharField(max_length=2000, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "happened", "tell"):
            self.fields[name].error_messages |= {
                "required": t("请填写", "Fill this in"),
                "max_length": t("内容过长", "This is too long"),
            }
        said = t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
        self.fields["happened_on"].error_messages |= {"required": said, "invalid": said}


class HandoverForm(forms.Form):
    """A handover as it is proposed; who may take and which customers are checked by the action."""

    taker = forms.CharField(max_length=32)
    reason = forms.ChoiceField(choices=Reason.choices)
    from_on = forms.DateField(input_formats=["%Y-%m-%d"])
    note = forms.CharField(max_length=400, strip=True)
    which = forms.ChoiceField(choices=[("all", "all"), ("chosen", "chosen")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = t("请选择一项", "Choose one")
        for name in ("taker", "reason", "which"):
            self.fields[name].error_messages |= {"required": chosen, "invalid_choice": chosen}
        said = t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
        self.fields["from_on"].error_messages |= {"required": said, "invalid": said}
        self.fields["note"].error_messages |= {
            "required": t("请写明移交事项", "Say what the taker must know"),
            "max_length": t("内容过长", "This is too long"),
        }
