"""The Jinja2 environment that every page uses."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from jinja2 import Environment, StrictUndefined

from tingtang.desk import formats, forms, names
from tingtang.desk.addresses import url
from tingtang.desk.advice import words as advice_words
from tingtang.desk.assets import static
from tingtang.desk.bookings import words as booking_words
from tingtang.desk.complaints import words as complaint_words
from tingtang.desk.contacts import words as contact_words
from tingtang.desk.corporate import words as corporate_words
from tingtang.desk.customers import words as customer_words
from tingtang.desk.drills import words as drill_words
from tingtang.desk.inspections import pages as inspection_pages
from tingtang.desk.language import lang, t
from tingtang.desk.meetings import words as meeting_words
from tingtang.desk.outreach import words as outreach_words
from tingtang.desk.phrases import words as phrase_words
from tingtang.desk.referrals import words as referral_words
from tingtang.desk.routines import words as routine_words
from tingtang.desk.satisfaction import pages as satisfaction_pages
from tingtang.desk.satisfaction import words as satisfaction_words

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
