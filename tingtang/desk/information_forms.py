"""What people type about information: checked here for its shape, by the room for its meaning."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.customers.consent import ANSWERS, CHANNELS, PURPOSES
from tingtang.customers.models import Source
from tingtang.desk.language import t

ENTERED = (Source.STATED, Source.DOCUMENTED)


class SourceForm(forms.Form):
    """Where it comes from: the customer said so, or a paper shows it."""

    source = forms.ChoiceField(choices=[(one.value, "") for one in ENTERED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择信息来源", "Say where it comes from")
        self.fields["source"].error_messages |= {"required": one, "invalid_choice": one}


class ValueForm(SourceForm):
    """A value of a field that is kept here; empty takes it back."""

    value = forms.CharField(required=False, max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].error_messages["max_length"] = t("内容过长", "This is too long")


class ConsentForm(SourceForm):
    """What the customer answered: for a purpose, by which channels."""

    purpose = forms.ChoiceField(choices=[(one, "") for one in PURPOSES])
    channels = forms.MultipleChoiceField(choices=[(one, "") for one in CHANNELS])
    answer = forms.ChoiceField(choices=[(one, "") for one in ANSWERS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("purpose", "channels", "answer"):
            said = t("请选择", "Choose")
            self.fields[name].error_messages |= {"required": said, "invalid_choice": said}


class CorrectionForm(ValueForm):
    """What the core bank should have instead, and what shows it."""

    reason = forms.CharField(max_length=400, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True
        self.fields["value"].error_messages["required"] = t("请填写正确的值", "Give the right value")
        self.fields["reason"].error_messages |= {
            "required": t("请写明依据", "Say what shows it"),
            "max_length": t("内容过长", "This is too long"),
        }


class AnswerForm(forms.Form):
    """The answer to a correction; a refusal says why."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    answer = forms.CharField(required=False, max_length=400, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择采纳或不采纳", "Accept or refuse")
        self.fields["decision"].error_messages |= {"required": one, "invalid_choice": one}
        self.fields["answer"].error_messages["max_length"] = t("内容过长", "This is too long")
