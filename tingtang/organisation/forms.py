"""What people type about leave, opening hours, zones and tokens."""

from __future__ import annotations

from typing import Any

from django import forms

from tingtang.organisation.actions.posts import GRANTABLE, LONGEST
from tingtang.organisation.models import DayKind, ZoneKind
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import GIVEN, LONGEST_NAME


class LeaveForm(forms.Form):
    """Who is away when, and who stands in."""

    staff = forms.CharField(max_length=32)
    deputy = forms.CharField(max_length=32)
    first_on = forms.DateField()
    last_on = forms.DateField()
    reason = forms.CharField(max_length=120, required=False)


class _Times(forms.Form):
    opens = forms.TimeField(required=False)
    closes = forms.TimeField(required=False)

    def clean(self) -> dict[str, Any]:
        """Both times in order, or neither: closed."""
        data: dict[str, Any] = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if (opens is None) != (closes is None) or (opens and closes and opens >= closes):
            self.add_error("closes", "times")
        return data


class ExceptionForm(_Times):
    """One day that differs."""

    on = forms.DateField()
    reason = forms.CharField(max_length=120)


class HoursForm(_Times):
    """From a date on, the hours of a kind of day."""

    day_kind = forms.ChoiceField(choices=DayKind.choices)
    from_on = forms.DateField()


class TokenForm(forms.Form):
    """A token of a device or a system: for what, as which position, until which day."""

    name = forms.CharField(max_length=LONGEST_NAME)
    position = forms.ChoiceField(choices=[(one.value, one.label) for one in Position if one in GIVEN])
    institution = forms.CharField(max_length=32)
    expires_on = forms.DateField(required=False)


class PostForm(forms.Form):
    """An extra post that is asked for."""

    staff = forms.CharField(max_length=32)
    position = forms.ChoiceField(choices=[(one.value, one.label) for one in GRANTABLE])
    institution = forms.CharField(max_length=32)
    from_on = forms.DateField()
    to_on = forms.DateField(required=False)
    reason = forms.CharField(max_length=LONGEST)


class PostEndForm(forms.Form):
    """The last day of an extra post."""

    last_on = forms.DateField()
    reason = forms.CharField(max_length=LONGEST)


class ZoneForm(forms.Form):
    """A zone of an outlet."""

    kind = forms.ChoiceField(choices=ZoneKind.choices)
    name = forms.CharField(max_length=60, required=False, strip=True)
    seats = forms.IntegerField(min_value=0, max_value=999)  # more than any hall holds: a slip of the finger
