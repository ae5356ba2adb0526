"""Noticing that an outlet is crowded, telling its head once, noting when it is over (A19.2f)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from tingtang.audit import actions as audit
from tingtang.live.actions import Message, publish_all
from tingtang.lobby.crowding import Crowd
from tingtang.lobby.facts import figures
from tingtang.lobby.models import Counter, Crowding, Ticket
from tingtang.lobby.states import OPEN, QUEUED
from tingtang.manual.queries import rulebook
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import person_in_role
from tingtang.shared.times import business_date


def crowds(at: datetime, institution_id: str | None = None) -> dict[str, Crowd]:
    """Every outlet (or one) at which somebody waits, or that is noted as crowded: three queries."""
    waiting: dict[str, int] = defaultdict(int)
    minutes: dict[str, float] = defaultdict(float)
    rows = Ticket.objects.filter(on=business_date(at), state__in=OPEN).filter(state__in=QUEUED)
    noted = Crowding.objects.filter(ended_at__isnull=True)
    counters = Counter.objects.filter(state="open")
    if institution_id is not None:
        here = {"institution": institution_id}
        rows, noted, counters = rows.filter(**here), noted.filter(**here), counters.filter(**here)
    known = rulebook().businesses
    for outlet, business, count in rows.values_list("institution_id", "business").annotate(n=Count("pk")).order_by():
        waiting[outlet] += count
        minutes[outlet] += count * (known[business].minutes if business in known else 0)
    serving = dict(counters.values_list("institution_id").annotate(n=Count("pk")).order_by())
    outlets = {*waiting, *noted.values_list("institution_id", flat=True)}
    return {one: _crowd(one, waiting[one], minutes[one], serving.get(one, 0), at) for one in sorted(outlets)}


def _crowd(institution_id: str, waiting: int, minutes: float, counters: int, at: datetime) -> Crowd:
    values = figures(institution_id, at)
    limits = (int(values["queue.crowding_waiting"]), int(values["queue.crowding_wait_minutes"]))
    return Crowd(waiting, minutes, counters, *limits, over_share=float(values["queue.crowding_over_share"]))


def watch_crowding(*, by: str, at: datetime) -> tuple[int, int]:
    """(how many outlets became crowded now, at how many it is over). Each crowding is told to the head once."""
    open_now = {row.institution_id: row for row in Crowding.objects.filter(ended_at__isnull=True)}
    began = over = 0
    for outlet, crowd in crowds(at).items():
        standing = open_now.get(outlet)
        if standing is None:
            began += crowd.is_crowded and _begin(outlet, crowd, by=by, at=at)
        elif crowd.is_over:
            over += _end(standing, by=by, at=at)
        elif crowd.waiting > standing.most:
            Crowding.objects.filter(pk=standing.pk, ended_at__isnull=True).update(
                most=crowd.waiting, advised=max(crowd.advised, standing.advised)
            )
    return began, over


@transaction.atomic
def _begin(outlet: str, crowd: Crowd, *, by: str, at: datetime) -> bool:
    row, fresh = Crowding.objects.get_or_create(
        institution_id=outlet,
        ended_at=None,
        defaults={
            "began_at": at,
            "waiting": crowd.waiting,
            "counters": crowd.counters,
            "most": crowd.waiting,
            "advised": crowd.advised,
        },
    )
    if fresh:
        payload = {"waiting": crowd.waiting, "counters": crowd.counters, "advised": crowd.advised}
        head = person_in_role(outlet, Position.OUTLET_HEAD, business_date(at))
        topics = [f"outlet:{outlet}", *([f"staff:{head.pk}"] if head else [])]
        publish_all([Message(topic, "lobby.crowding", {**payload, "outlet": outlet}) for topic in topics], at=at)
        detail = {**payload, "told": head.pk if head else None}
        subject = ("crowding", str(row.pk))
        audit.record(by=by, at=at, action="lobby.crowding", subject=subject, institution=outlet, detail=detail)
    return fresh


@transaction.atomic
def _end(row: Crowding, *, by: str, at: datetime) -> bool:
    ended = Crowding.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=at)
    if ended:
        outlet = row.institution_id
        publish_all([Message(f"outlet:{outlet}", "lobby.crowding_over", {"outlet": outlet})], at=at)
        subject = ("crowding", str(row.pk))
        audit.record(by=by, at=at, action="lobby.crowding_over", subject=subject, institution=outlet)
    return bool(ended)
