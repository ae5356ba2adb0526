"""What people type in checklists and registers: checked here, kept as typed when it is refused."""

from __future__ import annotations

from django import forms

from tingtang.desk.forms import Typed


def _words(most: int, *, needed: bool = True) -> forms.CharField:
    return forms.CharField(max_length=most, required=needed, strip=True)


def _day(*, needed: bool = True) -> forms.DateField:
    return forms.DateField(input_formats=["%Y-%m-%d"], required=needed)


class LineForm(Typed):
    """What was found on a line."""

    result = _words(8)
    note = _words(200, needed=False)
    fault = _words(8, needed=False)
    photo = forms.FileField(required=False)


class MendForm(Typed):
    """How a failed line was put right."""

    remedy = _words(200)


class LicenceForm(Typed):
    """A licence that is hung."""

    kind = _words(20)
    number = _words(40)
    head = _words(32, needed=False)
    valid_to = _day(needed=False)


class MaterialForm(Typed):
    """Material put on display; `festival`: decoration."""

    title = _words(80)
    place = _words(10)
    from_on = _day()
    to_on = _day(needed=False)
    festival = _words(24, needed=False)


class KeeperForm(Typed):
    """A person named for a facility."""

    facility = _words(10)
    staff_id = _words(32)


class StationedForm(Typed):
    """A stationed third party with the agreement."""

    name = _words(60)
    company = _words(120)
    trade = _words(10)
    badge = _words(30)
    zone_id = forms.IntegerField(min_value=1, max_value=2**62)
    agreed_from = _day()
    agreed_to = _day()


class RenewForm(Typed):
    """An agreement goes on until a day."""

    agreed_to = _day()


class LeaveForm(Typed):
    """An agreement ends."""

    on = _day()
    reason = _words(200)


class AccessibilityForm(Typed):
    """What an outlet has for people with disabilities."""

    way_in = forms.BooleanField(required=False)
    parking = forms.BooleanField(required=False)
    wheelchair = forms.BooleanField(required=False)
    low_counter = forms.BooleanField(required=False)
    reading_aid = forms.BooleanField(required=False)
    hearing_aid = forms.BooleanField(required=False)
    bell = _words(40, needed=False)
    note_zh = _words(200, needed=False)
    note_en = _words(200, needed=False)
