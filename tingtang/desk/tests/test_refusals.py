"""What a form says of a field that is empty or cannot be read, in the language of the page, by its kind."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from tingtang.desk.forms import Typed
from tingtang.shared.text import Bilingual


class Everything(Typed):
    """A field of each kind; `why` says better what is needed."""

    words = forms.CharField(max_length=3)
    why = forms.CharField()
    one = forms.ChoiceField(choices=[("a", "A")])
    on = forms.DateField(input_formats=["%Y-%m-%d"])
    at = forms.DateTimeField()
    time = forms.TimeField(input_formats=["%H:%M"])
    n = forms.IntegerField(min_value=1, max_value=120)
    pk = forms.IntegerField(min_value=1, max_value=2**62)
    share = forms.DecimalField()

    needed = {"why": Bilingual("请写明理由", "Say why")}


EMPTY = {
    "words": "请填写", "why": "请写明理由", "one": "请选择一项", "on": "请填写日期，如 2026-12-01",
    "at": "请填写日期和时间", "time": "请填写时间，如 08:30", "n": "请填写 1 至 120 的数",
    "pk": "请填写整数", "share": "请填写数字",
}  # fmt: skip
WRONG = {
    "words": "长长长长", "one": "z", "on": "1.12.", "at": "soon", "time": "noon", "n": "121", "pk": "x",
    "share": "viel",
}  # fmt: skip


def said(data: dict[str, str]) -> dict[str, str]:
    """The first refusal of each field."""
    return {name: str(found[0]) for name, found in Everything(data).errors.items()}


def test_an_empty_field_says_what_is_needed_and_a_wrong_one_what_would_be_right() -> None:
    assert said({}) == EMPTY
    assert said({**WRONG, "why": "x"}) == {name: EMPTY[name] for name in WRONG} | {"words": "内容过长"}


@pytest.mark.parametrize(
    ("field", "words"), [("why", "Say why"), ("one", "Choose one"), ("n", "Give a number from 1 to 120")]
)
def test_in_english_too(field: str, words: str) -> None:
    with translation.override("en"):
        assert said({})[field] == words
