"""The Jinja2 environment that every page uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from tingtang.desk import (
    advice_words,
    booking_words,
    complaint_words,
    contact_words,
    corporate_words,
    customer_words,
    drill_words,
    formats,
    forms,
    inspection_pages,
    meeting_words,
    names,
    outreach_words,
    phrase_words,
    referral_words,
    routine_words,
    satisfaction_pages,
    satisfaction_words,
)
from tingtang.desk.assets import static
from tingtang.desk.language import lang, t

WORDS = (
    advice_words,
    booking_words,
    complaint_words,
    contact_words,
    corporate_words,
    customer_words,
    drill_words,
    forms,
    inspection_pages,
    meeting_words,
    outreach_words,
    phrase_words,
    referral_words,
    routine_words,
    satisfaction_pages,
    satisfaction_words,
)


@lru_cache(maxsize=4096)
def _address(view: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(view, args=args or None, kwargs=dict(kwargs) or None)


def url(view: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view: `url("desk:day")`, `url("manual:article", "A31")`."""
    return _address(view, args, tuple(kwargs.items()))


def in_order(rows: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Neighbours with the same attribute together, in the order given (Jinja's own groupby sorts)."""
    return [(value, list(group)) for value, group in groupby(rows, key=lambda row: getattr(row, attribute))]


def environment(**options: Any) -> Environment:
    """Jinja2 with autoescape on (Django's default), undefined names refused, and the globals of the pages."""
    given = {k: v for k, v in options.items() if k not in ("autoescape", "undefined")}
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **given)
    made.globals.update(t=t, current_lang=lang, url=url, static=static, **formats.GLOBALS, **names.GLOBALS)
    for words in WORDS:
        made.globals.update(words.GLOBALS)
    made.filters["groupby_in_order"] = in_order
    made.filters.update({name: formats.GLOBALS[name] for name in ("number", "money", "money_exact", "day")})
    return made
