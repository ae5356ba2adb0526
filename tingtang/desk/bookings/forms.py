"""What people type when they book: checked here, kept as typed when it is refused."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms

from tingtang.bookings.models import Channel, Consent, Purpose, ResourceKind
from tingtang.desk.language import t


class WhenForm(forms.Form):
    """A day, a time and the places. Shared by booking and moving."""

    on = forms.DateField(input_formats=["%Y-%m-%d"])
    start = forms.TimeField(input_formats=["%H:%M"])
    minutes = forms.IntegerField(min_value=1, max_value=1440)
    resources = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, places: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resources"].choices = [(str(one), "") for one in places]  # type: ignore[attr-defined]
        self.fields["resources"].error_messages["invalid_choice"] = t(
            "不是该网点可预约的资源", "not a place of this outlet"
        )
        needed = {
            "on": t("请选择日期", "Choose a day"),
            "start": t("请选择时间", "Choose a time"),
            "minutes": t("请选择时长", "Choose how long"),
        }
        for name, said in needed.items():
            self.fields[name].error_messages |= {"required": said, "invalid": said}
        for name in ("min_value", "max_value"):
            self.fields["minutes"].error_messages[name] = needed["minutes"]

    def when(self) -> tuple[date, time]:
        """Day and time."""
        return self.cleaned_data["on"], self.cleaned_data["start"]


class BookForm(WhenForm):
    """An appointment as agreed with the customer."""

    key = forms.RegexField(r"^[0-9A-Za-z-]{1,64}$")
    purpose = forms.ChoiceField(choices=Purpose.choices)
    consent = forms.ChoiceField(choices=Consent.choices)
    channel = forms.ChoiceField(choices=Channel.choices)
    about = forms.CharField(max_length=200, strip=True)
    wishes = forms.CharField(required=False, max_length=200, strip=True)
    reach = forms.CharField(required=False, max_length=120, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        for name in ("purpose", "consent", "channel"):
            self.fields[name].error_messages |= {"required": one, "invalid_choice": one}
        consent = t("客户同意后才能预约，不强求（A30.2）", "Only with the customer's consent, never pressed (A30.2)")
        self.fields["consent"].error_messages["required"] = consent
        self.fields["about"].error_messages["required"] = t("请说明内容与目的", "Say what it is about")
        for name in ("about", "wishes", "reach"):
            self.fields[name].error_messages["max_length"] = t("内容过长", "This is too long")


class MoveForm(WhenForm):
    """Another time, and why."""

    reason = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages |= {
            "required": t("请填写原因", "Say why"),
            "max_length": t("内容过长", "This is too long"),
        }


class PlaceForm(forms.Form):
    """A room, counter or parking space."""

    kind = forms.ChoiceField(choices=ResourceKind.choices)
    name = forms.CharField(max_length=40, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = t("请选择一项", "Choose one")
        self.fields["kind"].error_messages |= {"required": one, "invalid_choice": one}
        self.fields["name"].error_messages |= {
            "required": t("请填写名称", "Give it a name"),
            "max_length": t("内容过长", "This is too long"),
        }


class HoursForm(forms.Form):
    """When it can be booked; without both times with the outlet."""

    opens = forms.TimeField(required=False, input_formats=["%H:%M"])
    closes = forms.TimeField(required=False, input_formats=["%H:%M"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["invalid"] = t("请填写时间，如 09:30", "Give a time such as 09:30")


class DirectionsForm(forms.Form):
    """How an outlet is found, and where it stands on a map."""

    address = forms.CharField(max_length=120, strip=True)
    way = forms.CharField(required=False, max_length=200, strip=True)
    longitude = forms.DecimalField(required=False, max_digits=9, decimal_places=6)
    latitude = forms.DecimalField(required=False, max_digits=8, decimal_places=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].error_messages["required"] = t("请填写地址", "Give the address")
        for name in ("address", "way"):
            self.fields[name].error_messages["max_length"] = t("内容过长", "This is too long")
        wrong = t("请填写坐标，如 114.305393", "A coordinate such as 114.305393")
        codes = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        for name in ("longitude", "latitude"):
            self.fields[name].error_messages |= dict.fromkeys(codes, wrong)
