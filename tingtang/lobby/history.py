"""What an outlet's own record says of service times and arrivals, for the expected wait (docs/lobby.md).

Kept in memory for a while, so that a ticket costs no further question: service times for an hour, arrivals for the
seconds of `facts.FRESH`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Min

from tingtang.lobby.facts import figure, fresh
from tingtang.lobby.models import Step, Ticket
from tingtang.lobby.service_times import Record
from tingtang.lobby.states import State
from tingtang.shared.times import ONE_DAY, business_date

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOST_SERVICES = 2000  # the latest of the window: more would tell the same
LEAST_SEEN = timedelta(minutes=30)  # the first customers of a day say little about how many will come
STRAIGHT = (
    4  # steps of a visit that was taken, called, served and ended, without a hold, a transfer or a second service
)


def services(institution_id: str, at: datetime) -> Mapping[str, Record]:
    """Recorded services by business over the last `queue.history_days` days and today."""
    on = business_date(at)
    since = on - int(figure("queue.history_days", institution_id, at)) * ONE_DAY

    def read() -> dict[str, Record]:
        visits = {"ticket__institution": institution_id, "ticket__state": State.SERVED, "ticket__n": STRAIGHT}
        began = Step.objects.filter(n=STRAIGHT - 1, state=State.SERVING, ticket__on__range=(since, on), **visits)
        rows = began.order_by("-ticket__on").values_list("ticket__business", "at", "ticket__since")[:MOST_SERVICES]
        found: dict[str, Record] = {}
        for business, start, end in rows:
            found.setdefault(business, Record()).add((end - start) / MINUTE)
        return found

    return fresh(("services", institution_id, on), at, read, HOUR)


def coming(institution_id: str, at: datetime) -> Mapping[tuple[str, str], float]:
    """Arrivals a minute by class and business, over the hour before, or what there was of it today."""

    def read() -> dict[tuple[str, str], float]:
        came = Ticket.objects.filter(
            institution=institution_id, on=business_date(at), taken_at__gt=at - HOUR, taken_at__lte=at
        )
        rows = list(
            came.order_by().values_list("service_class", "business").annotate(n=Count("pk"), first=Min("taken_at"))
        )
        seen = at - min((first for *_, first in rows), default=at)
        minutes = max(LEAST_SEEN, min(HOUR, seen)) / MINUTE
        return {(service_class, business): n / minutes for service_class, business, n, _ in rows}

    return fresh(("coming", institution_id), at, read)
