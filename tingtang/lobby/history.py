"""What an outlet's own record says of service times and arrivals, for the expected wait (docs/lobby.md).

Kept in memory for a while, so that a ticket costs no further question: service times for an hour, arrivals for the
seconds of `facts.FRESH`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Min

from tingtang.lobby.facts import figure, fresh
from tingtang.lobby.hot import Read, day
from tingtang.lobby.models import Ticket
from tingtang.lobby.service_times import Record
from tingtang.lobby.states import State
from tingtang.shared.times import ONE_DAY, business_date, from_database

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOST_SERVICES = 2000  # the latest of the window: more would tell the same
LEAST_SEEN = timedelta(minutes=30)  # the first customers of a day say little about how many will come
STRAIGHT = (
    4  # steps of a visit that was taken, called, served and ended, without a hold, a transfer or a second service
)
# Plain SQL past the models: thousands of rows an outlet, which each process reads for itself every hour. The latest
# visits are found first and their steps looked for then, or the server looks for those of every visit of the window.
STRAIGHT_SERVICES = Read(
    "SELECT t.business, s.at, t.since FROM (SELECT id, business, since FROM lobby_ticket "
    'WHERE institution_id = {outlet:text} AND "on" >= {since:date} AND "on" <= {on:date} '
    f"AND state = '{State.SERVED}' AND n = {STRAIGHT} ORDER BY \"on\" DESC LIMIT {MOST_SERVICES}) AS t "
    f"JOIN lobby_step AS s ON s.ticket_id = t.id AND s.n = {STRAIGHT - 1} AND s.state = '{State.SERVING}'"
)


def services(institution_id: str, at: datetime) -> Mapping[str, Record]:
    """Recorded services by business over the last `queue.history_days` days and today."""
    on = business_date(at)
    since = on - int(figure("queue.history_days", institution_id, at)) * ONE_DAY

    def read() -> dict[str, Record]:
        found: dict[str, Record] = {}
        for business, start, end in STRAIGHT_SERVICES.rows(
            {"outlet": institution_id, "since": day(since), "on": day(on)}
        ):
            found.setdefault(business, Record()).add((from_database(end) - from_database(start)) / MINUTE)
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
