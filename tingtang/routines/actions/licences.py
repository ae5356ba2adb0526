"""Licences and notices: hung, and replaced by another (A4.2)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tingtang.audit.unique import once
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import value
from tingtang.routines.errors import BadInput
from tingtang.routines.keeping import colleague, end, noted, one_of, text
from tingtang.routines.models import Licence, LicenceKind
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

OVER = Bilingual("到期日已过，不能悬挂", "it has run out: it cannot be hung")
NAMES_NOBODY = Bilingual("该证照须写明负责人", "this one names the head")
AT_ONCE = Bilingual("同一证照刚由他人登记，请核对后再试", "somebody has just hung this one: look, then try again")


@transaction.atomic
def hang_licence(
    *, institution_id: str, kind: str, number: str, by: str, at: datetime, valid_to: date | None = None, head: str = ""
) -> Licence:
    """Hang a licence or notice in place of the one of its kind, whose duties are met by it (`other`: beside others).

    `head`: the member of staff whom it names, needed for the kinds of licence.names_the_head. Raises BadInput.
    """
    on = business_date(at)
    one_of("kind", kind, LicenceKind.values)
    number = text("number", number, 40)
    if valid_to is not None and valid_to < on:
        raise BadInput("valid_to", OVER)
    named = value("licence.names_the_head", on).value
    if not head and isinstance(named, tuple) and kind in named:
        raise BadInput("head", NAMES_NOBODY)
    who = colleague("head", head, institution_id, on) if head else None
    replaced = _take_down(institution_id, kind, number, by=by, at=at)
    with once(BadInput("kind", AT_ONCE), "institution_id", "kind"):
        made = Licence.objects.create(
            institution_id=institution_id, kind=kind, number=number, head=who, valid_to=valid_to, hung_at=at,
            hung_by=by,
        )  # fmt: skip
    gone = [one.pk for one in replaced]
    noted("licence.hang", made, institution=institution_id, by=by, at=at, kind=kind, replaces=gone)
    for one in replaced:
        evidence = Evidence("licence.replaced", "licence", str(made.pk), "licence", str(one.pk), at)
        close_with_evidence(evidence=evidence, by=by, at=at)
    return made


def _take_down(institution_id: str, kind: str, number: str, *, by: str, at: datetime) -> list[Licence]:
    """What it replaces: the one of its kind; of the others the one with its number."""
    found = Licence.objects.select_for_update().filter(institution=institution_id, kind=kind, ended_at__isnull=True)
    rows = list(found.filter(number=number) if kind == LicenceKind.OTHER else found)
    for row in rows:
        end(row, by=by, at=at)
    return rows
