"""What people type when they assess, advise and sell: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.desk.language import t

KEY = r"^[0-9A-Za-z-]{1,64}$"


def _missing(form: forms.Form) -> None:
    """One plain sentence for what is missing or is no such thing."""
    words = {"name": t("请填写", "Fill this in"), "long": t("内容过长", "This is too long")}
    for field in form.fields.values():
        said = {code: words["name"] for code in ("required", "invalid", "invalid_choice")}
        field.error_messages |= {**said, "max_length": words["long"]}


class AssessForm(forms.Form):
    """A level of tolerance."""

    key = forms.RegexField(KEY)
    level = forms.TypedChoiceField(choices=[(n, n) for n in range(1, 6)], coerce=int)
    assessed_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _missing(self)


class AdviseForm(forms.Form):
    """A product for a need."""

    key = forms.RegexField(KEY)
    product = forms.CharField(max_length=32)
    amount = forms.DecimalField(max_digits=17, decimal_places=2)
    need = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _missing(self)
        said = t("请填写金额，最多两位小数", "An amount, with two decimals at most")
        codes = ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        self.fields["amount"].error_messages |= dict.fromkeys(codes, said)


class WordsForm(forms.Form):
    """What was said or done at a step."""

    text = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _missing(self)


class ConfirmForm(forms.Form):
    """The signed confirmation."""

    signed_on = forms.DateField(input_formats=["%Y-%m-%d"])
    file = forms.FileField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _missing(self)


class _AmountForm(forms.Form):
    """An amount of quota and why."""

    amount = forms.DecimalField(max_digits=17, decimal_places=2)
    reason = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _missing(self)
        said = t("请填写金额，最多两位小数", "An amount, with two decimals at most")
        codes = ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        self.fields["amount"].error_messages |= dict.fromkeys(codes, said)


class IssueForm(_AmountForm):
    """Quota from head office; below zero it is cut."""


class MoveForm(_AmountForm):
    """Quota down to a place, or back up from it."""

    way = forms.ChoiceField(choices=[("down", ""), ("up", "")])
    place = forms.CharField(max_length=32)


class AskQuotaForm(_AmountForm):
    """Quota asked of those above."""

    key = forms.RegexField(KEY)


class GiveBackForm(forms.Form):
    """Which use is given back."""

    use = forms.IntegerField(min_value=1)
