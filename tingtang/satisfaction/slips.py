"""Slips of paper that are answered with once: found by the key in their code, counted, and set for the printer."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

import segno
from django.db.models import Count

from tingtang.satisfaction.models import Answer, Questionnaire, Slip
from tingtang.shared.typeset import typeset

TEMPLATE = Path(__file__).with_name("slips.typ")


def digest(key: str) -> str:
    """What is kept of a slip's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def slip_of(key: str) -> Slip | None:
    """The slip with this key in its code."""
    return Slip.objects.select_related("questionnaire", "institution").filter(digest=digest(key)).first()


def used(slip: Slip) -> bool:
    """Whether it has been answered with."""
    return Answer.objects.filter(questionnaire=slip.questionnaire_id, respondent=f"slip:{slip.pk}").exists()


def printed_and_used(asked: Questionnaire, outlets: Collection[str]) -> dict[str, tuple[int, int]]:
    """outlet -> (slips printed, of them answered with). Two queries."""
    here = {"questionnaire": asked, "institution__in": outlets}
    rows = Slip.objects.filter(**here).order_by().values_list("institution").annotate(n=Count("pk"))
    said = Answer.objects.filter(**here).order_by().values_list("institution").annotate(n=Count("pk"))
    answered = dict(said)
    return {key: (n, answered.get(key, 0)) for key, n in rows}


def sheet(addresses: Sequence[str], *, title: str, title_en: str, outlet: str) -> bytes:
    """The PDF of slips, eight on a page of A4, each with the code of its address."""
    codes = [segno.make(one, error="m", micro=False).svg_inline(border=0) for one in addresses]
    return typeset(TEMPLATE, {"title": title, "title_en": title_en, "outlet": outlet, "codes": codes})
