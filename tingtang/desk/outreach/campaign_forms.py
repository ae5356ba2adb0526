"""What people type on the pages of campaigns, plans and surveys: checked here, kept as typed when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.desk.language import t
from tingtang.outreach.models import Guest, Opinion

BIG = 2**31 - 1


class _Said(forms.Form):
    """A form whose refusals speak the language of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {
            "required": t("请填写", "Fill this in"), "max_length": t("内容过长", "This is too long"),
            "invalid_choice": t("请选择一项", "Choose one"), "invalid": t("内容有误", "This is not right"),
        }  # fmt: skip
        for field in self.fields.values():
            field.error_messages |= said
            if isinstance(field, forms.DateField):
                wrong = t("请填写日期，如 2026-12-01", "Give a date such as 2026-12-01")
                field.error_messages |= {"required": wrong, "invalid": wrong}


class CampaignForm(_Said):
    """The plan of a campaign; one preparation a line."""

    title = forms.CharField(max_length=60, strip=True)
    place = forms.CharField(max_length=120, strip=True)
    goal = forms.CharField(max_length=200, strip=True)
    on = forms.DateField(input_formats=["%Y-%m-%d"])
    preparations = forms.CharField(required=False, max_length=2000, strip=True)
    saved = forms.IntegerField(required=False, min_value=1, max_value=BIG)


class GuestsForm(_Said):
    """A saved list, or one customer's number."""

    saved = forms.IntegerField(required=False, min_value=1, max_value=BIG)
    customer = forms.CharField(required=False, max_length=32, strip=True)


class GuestForm(_Said):
    """How far it went with a customer."""

    state = forms.ChoiceField(choices=Guest.State.choices)
    result = forms.ChoiceField(choices=[("", ""), *Guest.Result.choices], required=False)
    note = forms.CharField(required=False, max_length=200, strip=True)


class EndForm(_Said):
    """Lessons, or the reason why it does not take place."""

    lessons = forms.CharField(max_length=1000, strip=True)


class PlanForm(_Said):
    """A client's plan for a period."""

    period = forms.CharField(max_length=8)
    goals = forms.CharField(max_length=600, strip=True)


class StepForm(_Said):
    """A step with its day."""

    what = forms.CharField(max_length=120, strip=True)
    due_on = forms.DateField(input_formats=["%Y-%m-%d"])


class ReviewForm(_Said):
    """What came of a plan."""

    review = forms.CharField(max_length=600, strip=True)


class OpinionForm(_Said):
    """What the client says of the service."""

    about = forms.ChoiceField(choices=Opinion.About.choices)
    text = forms.CharField(max_length=400, strip=True)
    satisfied = forms.ChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False)


class SurveyForm(_Said):
    """What a survey asks besides the fields of the ledger, which the room checks itself."""

    goals = forms.CharField(required=False, max_length=400, strip=True)
    confirmed = forms.BooleanField(required=False)
