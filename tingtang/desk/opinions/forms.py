"""What people type about the opinion book: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.desk.language import t


class OpinionForm(forms.Form):
    """An entry of the book, typed or photographed; `ticket`: it is the comment of that ticket's rating."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    ticket = forms.RegexField(r"^[0-9]{1,18}$", required=False)
    written_on = forms.DateField(input_formats=["%Y-%m-%d"])
    text = forms.CharField(required=False, max_length=1000, strip=True)
    photo = forms.FileField(required=False)
    name = forms.CharField(required=False, max_length=60, strip=True)
    phone = forms.CharField(required=False, max_length=32, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
        self.fields["written_on"].error_messages |= {"required": day, "invalid": day}
        self.fields["photo"].error_messages["empty"] = t("文件是空的", "The file is empty")
        for name in ("text", "name", "phone"):
            self.fields[name].error_messages["max_length"] = t("内容过长", "This is too long")


class WordsForm(forms.Form):
    """What was answered or said."""

    text = forms.CharField(max_length=1000, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages |= {
            "required": t("请写明情况", "Say what was said"),
            "max_length": t("最多 1000 字", "1,000 characters at most"),
        }


class CallForm(WordsForm):
    """A call back: reached or not, and what was said."""

    reached = forms.ChoiceField(choices=[("yes", ""), ("no", "")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        self.fields["reached"].error_messages |= {"required": one, "invalid_choice": one}
