"""The sheet that shows one sealed field: asked for with a reason, logged, hidden again by the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from tingtang.desk import answers
from tingtang.desk.forms import ReasonForm, mistakes, posted, typed
from tingtang.desk.language import t


@dataclass(frozen=True)
class Sealed:
    """The field asked for: its name and label, whose it is, and the address that takes the reason.

    `onward`: where the page goes on once the field was seen. `told`: the manager of the customer sees who looked.
    """

    field: str
    label: str
    whose: str
    address: str
    onward: str = ""
    told: bool = False


def reveal_sheet(request: HttpRequest, sealed: Sealed, look: Callable[[str], str]) -> HttpResponse:
    """The form that asks for a reason, then what `look` finds; 422 without a reason, or where nothing is kept."""
    form, value = ReasonForm(posted(request)), ""
    if form.is_valid():
        value = look(form.cleaned_data["reason"])
        if not value:
            form.add_error("reason", t("没有登记。", "Nothing is on record."))
    return shown_sheet(request, sealed, value, form)


def shown_sheet(request: HttpRequest, sealed: Sealed, value: str, form: ReasonForm | None = None) -> HttpResponse:
    """The sheet with the value, or with its form where there is none to show."""
    asked = form or ReasonForm()
    context = {"sealed": sealed, "value": value, "values": typed(asked), "mistakes": mistakes(asked)}
    return answers.sheet(request, "desk/reveal.html", context, 422 if asked.is_bound and not value else 200)
