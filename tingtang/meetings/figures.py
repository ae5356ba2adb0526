"""What happened at an outlet, in figures: what the log is drafted from and a meeting talks over. No names, no cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from tingtang.advice.models import Sale
from tingtang.complaints.standing import countable, uncounted_subjects
from tingtang.contacts.models import Contact
from tingtang.duties.queries import Scope, compliance
from tingtang.inspections.models import Finding
from tingtang.lobby.models import Care, CounterfeitNote, DeviceFault
from tingtang.lobby.queries.figures import SpanFigures, span_figures
from tingtang.lobby.queries.guards import incidents_below, third_parties
from tingtang.opinions.models import Opinion
from tingtang.organisation.models import Institution
from tingtang.referrals.models import Referral
from tingtang.shared.times import day_end, day_start

Figures = dict[str, float | int | None]

# Of the day's log, by the part of it they belong to (A19.3a); the rest is what happened besides.
OF_PARTS = {
    "customers": ("visits", "mean_wait", "within", "abandoned", "cared", "contacts"),
    "sales": ("suggested", "diverted", "referrals", "sales"),
    "opinions": ("rated", "satisfied", "opinions", "complaints"),
    "other": ("faults", "counterfeit", "incidents", "third_parties"),
}
LOG, MEETING = "log.see", "meeting.see"  # who reads the figures
OF_MEETINGS = ("duties_met", "duties_late", "duties_missed", "findings")


def figures(institution_id: str, first: date, last: date, at: datetime) -> Figures:
    """What happened from `first` to `last` (both included) as of `at`; None where there was nothing to share.

    Complaints that not every reader of a log may know of (A34.6) are not counted.
    """
    return _drawn(institution_id, first, last, at, _counted(institution_id, first, last, LOG))


def agenda(institution_id: str, first: date, last: date, at: datetime) -> Figures:
    """The same with what a meeting asks besides: how the duties of those days ended, what inspections published."""
    hidden = uncounted_subjects(MEETING, institution_id)
    verdicts = compliance(Scope(institution_id, first, last, at, hidden=hidden))
    published = (day_start(first), day_end(last))
    findings = Finding.objects.filter(inspection__institution=institution_id, inspection__published_at__range=published)
    counted = {**_counted(institution_id, first, last, MEETING), "findings": findings}
    return {
        **_drawn(institution_id, first, last, at, counted),
        "duties_met": verdicts.met,
        "duties_late": verdicts.late,
        "duties_missed": verdicts.missed + verdicts.overdue,
    }


def _drawn(institution_id: str, first: date, last: date, at: datetime, counted: Mapping[str, QuerySet[Any]]) -> Figures:
    return {**_lobby(span_figures(institution_id, first, last, at)), **_numbers(institution_id, counted)}


def _counted(institution_id: str, first: date, last: date, read_by: str) -> dict[str, QuerySet[Any]]:
    """What is counted of those days, by name. `read_by`: the capability of those who read the figures."""
    here = {"institution": institution_id}
    days, span = (first, last), (day_start(first), day_end(last))
    return {
        "cared": Care.objects.filter(ticket__institution=institution_id, at__range=span),
        "contacts": Contact.objects.filter(staff__institution=institution_id, at__range=span, outcome="reached"),
        "referrals": Referral.objects.filter(**here, made_on__range=days),
        "sales": Sale.objects.filter(**here, state="done", ended_at__range=span),
        "opinions": Opinion.objects.filter(**here, recorded_on__range=days),
        "complaints": countable(read_by).filter(**here, on__range=days),
        "counterfeit": CounterfeitNote.objects.filter(receipt__institution=institution_id, receipt__on__range=days),
        "faults": DeviceFault.objects.filter(device__institution=institution_id, opened_at__range=span),
        "incidents": incidents_below([institution_id], *span),
        "third_parties": third_parties(institution_id, last),
    }


class _Number(Subquery):
    """How many rows a question finds, as a column."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class _Notes(Subquery):
    """How many notes they are, less those that were given back, as a column."""

    template = "(SELECT coalesce(sum(counted.sign), 0) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _numbers(institution_id: str, counted: Mapping[str, QuerySet[Any]]) -> Figures:
    """All these counts in one query."""
    columns: dict[str, Subquery] = {name: _Number(found.order_by().values("pk")) for name, found in counted.items()}
    columns["counterfeit"] = _Notes(counted["counterfeit"].order_by().values("pk", "sign"))
    row = Institution.objects.filter(pk=institution_id).annotate(**columns).values(*columns).get()
    return dict(row)


def _lobby(found: SpanFigures) -> Figures:
    """The lobby's own figures, waits weighted by the visits that were called."""
    waits = [one for one in found.classes.values() if one.called]
    called = sum(one.called for one in waits)
    timed = sum((one.mean or 0) * one.called for one in waits)
    kept = sum((one.within or 0) * one.called for one in waits)
    return {
        "visits": found.visits,
        "mean_wait": round(timed / called, 1) if called else None,
        "within": round(kept / called, 3) if called else None,
        "abandoned": sum(one.abandoned for one in found.classes.values()),
        "suggested": found.suggested,
        "diverted": found.diverted,
        "rated": found.rated,
        "satisfied": found.satisfied,
    }
