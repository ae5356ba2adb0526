"""When the feed speaks: a standing line is agreed, or the core bank named somebody else and is master."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.handovers.models import HandoverLine

Line = HandoverLine.State


@transaction.atomic
def settle(*, named: Mapping[int, str], on: date, by: str, at: datetime) -> dict[str, int]:
    """Say whom the feed of business date `on` names for standing lines (`named`: line id -> staff id, "" for nobody).

    Still the one from before: the line stands on. The taker: agreed. Anybody else: overruled. How many of each.
    """
    lines = HandoverLine.objects.select_for_update(of=("self",)).select_related("handover")
    counts: Counter[str] = Counter()
    for line in lines.filter(pk__in=list(named), state=Line.STANDING).order_by("pk"):
        said = named[line.pk]
        if said == line.feed_manager_id:
            continue
        line.state = Line.AGREED if said == line.handover.taker_id else Line.OVERRULED
        line.settled_on = on
        line.save(update_fields=["state", "settled_on"])
        counts[str(line.state.value)] += 1
    if counts:
        subject = ("night", on.isoformat())
        audit.record(by=by, at=at, action="handover.settle", subject=subject, detail=dict(counts))
    return dict(counts)
