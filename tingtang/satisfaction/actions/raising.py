"""Duties that the figures raise: a month below the share is analysed, a fallen share of star tellers brought back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from tingtang.duties.actions import close_with_evidence, open_duty
from tingtang.duties.models import Duty, State
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import value
from tingtang.organisation.models import Institution
from tingtang.satisfaction.figures import by_place, least
from tingtang.satisfaction.stars import StarShare, shares
from tingtang.shared.times import business_date

ANALYSE, RESTORE = "satisfaction.analyse", "star_teller.restore"


def month_before(on: date) -> tuple[date, date]:
    """First and last day of the calendar month before that of a day."""
    last = on.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def open_analyses(*, by: str, at: datetime) -> int:
    """Each outlet whose last month lies below its share owes an analysis (A39.5); how many were new.

    Without an answer there is no share, and nothing is owed for it. Run again it adds none.
    """
    first, last = month_before(business_date(at))
    outlets = Institution.objects.filter(kind="outlet").order_by("pk").values_list("pk", flat=True)
    opened = 0
    for outlet, found in by_place(list(outlets), first, last).items():
        wanted = least(last, outlet)
        if found.total.reaches(wanted) is not False:
            continue
        seen = {
            "month": f"{first:%Y-%m}", "satisfied": found.total.satisfied, "n": found.total.n, "share": str(wanted)
        }  # fmt: skip
        within = Within(at, "satisfaction.analysis_working_days", business_date(at), outlet)
        opened += open_duty(opening=within.opening(ANALYSE, outlet, seen, period_on=first), by=by, at=at)[1]
    return opened


def settle_stars(*, by: str, at: datetime) -> tuple[int, int]:
    """Hold each outlet's share of star tellers against the manual (A39.2): (duties opened, duties met).

    While one is open at an outlet no other is opened there.
    """
    on = business_date(at)
    outlets = list(Institution.objects.filter(kind="outlet").order_by("pk").values_list("pk", flat=True))
    owing = set(Duty.objects.filter(kind=RESTORE, state=State.OPEN).values_list("subject_id", flat=True))
    return _settled(shares(outlets, on), owing, by=by, at=at)


@transaction.atomic
def settle_stars_of(outlet: str, *, by: str, at: datetime) -> None:
    """The same for one outlet, after somebody there was graded."""
    owing = Duty.objects.filter(kind=RESTORE, state=State.OPEN, subject_kind="institution", subject_id=outlet)
    _settled(shares([outlet], business_date(at)), set(owing.values_list("subject_id", flat=True)), by=by, at=at)


def _settled(found: Mapping[str, StarShare], owing: set[str], *, by: str, at: datetime) -> tuple[int, int]:
    opened = met = 0
    for outlet, share in found.items():
        wanted = Decimal(str(value("star_teller.share", business_date(at), outlet).value))
        if share.reaches(wanted) and outlet in owing:
            met += _restored(outlet, by=by, at=at)
        elif not share.reaches(wanted) and outlet not in owing:
            opened += _fell(outlet, share, wanted, by=by, at=at)
    return opened, met


def _fell(outlet: str, share: StarShare, wanted: Decimal, *, by: str, at: datetime) -> int:
    seen = {"stars": share.stars, "tellers": share.tellers, "share": str(wanted)}
    within = Within(at, "star_teller.restore_working_days", business_date(at), outlet)
    return int(open_duty(opening=within.opening(RESTORE, outlet, seen), by=by, at=at)[1])


def _restored(outlet: str, *, by: str, at: datetime) -> int:
    evidence = Evidence(
        event="star_teller.share_restored", kind="star_share", id=business_date(at).isoformat(),
        subject_kind="institution", subject_id=outlet, at=at,
    )  # fmt: skip
    return len(close_with_evidence(evidence=evidence, by=by, at=at))
