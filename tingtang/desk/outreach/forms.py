"""What people type on the pages of lists: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.desk.language import t
from tingtang.outreach.models import Measure

FORMATS = ("xlsx", "csv")
WHICH = ("chosen", "all")


class SaveListForm(forms.Form):
    """A name for the criteria, and whether colleagues may use it."""

    name = forms.CharField(max_length=40, strip=True)
    shared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", t("请给名单起个名字", "Give the list a name"))


class RowsForm(forms.Form):
    """Which rows something is done with."""

    which = forms.ChoiceField(choices=[(code, "") for code in WHICH])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        self.fields["which"].error_messages |= {"required": one, "invalid_choice": one}


class PlanForm(RowsForm):
    """From which day on, with whom, under what name."""

    first_on = forms.DateField(input_formats=["%Y-%m-%d"])
    to_staff = forms.CharField(required=False, max_length=32)
    list_name = forms.CharField(max_length=40, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
        self.fields["first_on"].error_messages |= {"required": wrong, "invalid": wrong}
        _say(self, "list_name", t("请写明名单名称", "Say which list it is"))


class ExportForm(RowsForm):
    """In which format, and why."""

    as_format = forms.ChoiceField(choices=[(code, "") for code in FORMATS])
    reason = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        self.fields["as_format"].error_messages |= {"required": one, "invalid_choice": one}
        _say(self, "reason", t("请写明用途", "Say what it is for"))


def _say(form: forms.Form, name: str, required: str) -> None:
    form.fields[name].error_messages |= {"required": required, "max_length": t("内容过长", "This is too long")}


class TargetForm(forms.Form):
    """Whose target (`position:..` or `person:..`), of what, how many, from when."""

    who = forms.RegexField(r"^(position|person):[^\s:]{1,32}$")
    measure = forms.ChoiceField(choices=Measure.choices)
    number = forms.IntegerField(min_value=0, max_value=999)
    from_on = forms.DateField(input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one, wrong = t("请选择一项", "Choose one"), t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
        number = t("请填写 0 到 999 的整数", "Give a whole number from 0 to 999")
        for name in ("who", "measure"):
            self.fields[name].error_messages |= {"required": one, "invalid": one, "invalid_choice": one}
        for code in ("required", "invalid", "min_value", "max_value"):
            self.fields["number"].error_messages[code] = number
        self.fields["from_on"].error_messages |= {"required": wrong, "invalid": wrong}


class SignForm(forms.Form):
    """A word to the report, if there is one."""

    note = forms.CharField(required=False, max_length=400, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].error_messages["max_length"] = t("内容过长", "This is too long")
