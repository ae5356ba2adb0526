"""Taking an entry into the book: typed, photographed, or from a rating's comment."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions import open_duty
from tingtang.duties.openings import Within
from tingtang.opinions.errors import BadInput
from tingtang.opinions.models import Opinion, Photo, Source
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE, business_date

LONGEST = 1000
PHONE = re.compile(r"[0-9+\-() ]{5,32}")
DUTY = "opinion.answer"
LIMIT = "lobby.opinion_reply_working_days"

NOTHING = Bilingual("请写明意见内容，或拍照上传", "type what was written, or take a photo of it")
TOO_LONG = Bilingual("内容过长", "this is too long")
AHEAD = Bilingual("填写日期不能晚于今天", "it cannot have been written after today")
NO_NUMBER = Bilingual("电话号码只能含数字、空格、+ - ( )", "a number has digits, spaces and + - ( ) only")
NO_TICKET = Bilingual("评价留言须写明号票", "a rating's comment names its ticket")


@transaction.atomic
def record_opinion(
    *,
    by: str,
    at: datetime,
    institution_id: str,
    key: str,
    written_on: date,
    text: str = "",
    photo: bytes = b"",
    name: str = "",
    phone: str = "",
    ticket: str = "",
) -> tuple[Opinion, bool]:
    """(the entry, whether it was taken in now). It owes an answer within the manual's working days (A35.3).

    `ticket`: the entry is the comment of that ticket's rating. `photo`: JPEG or PNG. The same `key`, or the same
    ticket, again is the same entry. Raises BadInput.
    """
    source = Source.RATING if ticket else Source.PAPER
    if known := _known(key, ticket):
        return known, False
    wanted = Opinion(
        institution_id=institution_id, source=source, source_id=ticket, written_on=written_on, at=at, by=by,
        recorded_on=business_date(at), text=text.strip(), name=name.strip(), phone=phone.strip(), key=key,
    )  # fmt: skip
    _check(wanted, photo)
    wanted.photo = Photo.keep(photo, BadInput) if photo else None
    made, fresh = Opinion.objects.get_or_create(
        **({"source_id": ticket} if ticket else {"key": key}), defaults=_fields(wanted)
    )
    if fresh:
        detail = {"source": source.value, "photo": bool(photo), "contact": bool(made.phone)}
        audit.record(
            by=by, at=at, action="opinion.record", subject=("opinion", str(made.pk)), institution=institution_id,
            detail=detail,
        )  # fmt: skip
        _owe(made, by=by, at=at)
    return made, fresh


def _known(key: str, ticket: str) -> Opinion | None:
    return Opinion.objects.filter(**({"source_id": ticket} if ticket else {"key": key})).first()


def _fields(wanted: Opinion) -> dict[str, object]:
    return {f.attname: getattr(wanted, f.attname) for f in Opinion._meta.concrete_fields if f.attname != "id"}


def _check(wanted: Opinion, photo: bytes) -> None:
    if not wanted.text and not photo:
        raise BadInput("text", NOTHING)
    if len(wanted.text) > LONGEST:
        raise BadInput("text", TOO_LONG)
    if len(wanted.name) > 60:
        raise BadInput("name", TOO_LONG)
    if wanted.written_on > wanted.recorded_on:
        raise BadInput("written_on", AHEAD)
    if wanted.phone and not PHONE.fullmatch(wanted.phone):
        raise BadInput("phone", NO_NUMBER)


def _owe(opinion: Opinion, *, by: str, at: datetime) -> None:
    """The answer is due counted from the day it was written: a page found late is late."""
    start = min(at, datetime.combine(opinion.written_on, time(12), ZONE))
    within = Within(start, LIMIT, opinion.recorded_on, opinion.institution_id)
    said = {"written_on": opinion.written_on.isoformat()}
    open_duty(opening=within.opening(DUTY, str(opinion.pk), said, period_on=opinion.written_on), by=by, at=at)
