"""`/lobby/windows`: counters advised for today and the days ahead, by interval (A39.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.lobby.queries.elastic import DayPlan, day_plan
from tingtang.lobby.queries.intervals import Slot, slots
from tingtang.lobby.views.staff import here, page, say
from tingtang.organisation.access import requires
from tingtang.organisation.sign_in import at_of
from tingtang.shared.times import ONE_DAY, ZONE, business_date

AHEAD = 7  # days to turn to beside today; any other by its date
FURTHEST = 366


@require_GET
@never_cache
@requires("lobby.figures")
def windows(request: HttpRequest) -> HttpResponse:
    """The windows of a day, today without one: arrivals expected, counters advised, and what came of it so far."""
    found, at = here(request, "lobby.figures"), at_of(request)
    today = business_date(at)
    on = _day(request.GET.get("on", ""), today)
    plan = day_plan(found.outlet, on, at)
    so_far = slots(found.outlet.pk, on, at) if on <= today else []
    context = {
        "here": found,
        "outlet": found.outlet,
        "on": on,
        "today": today,
        "plan": plan,
        "days": [today + n * ONE_DAY for n in range(AHEAD + 1)],
        "to": lambda day: f"{reverse('lobby:windows')}?outlet={found.outlet.pk}&on={day.isoformat()}",
        "chart": chart(request, plan, so_far, at) if plan.windows else None,
    }
    return page(request, "lobby/windows.html", context)


def _day(text: str, today: date) -> date:
    """A day from today to a year ahead; any other is today."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return today
    return on if today <= on <= today + FURTHEST * ONE_DAY else today


def chart(request: HttpRequest, plan: DayPlan, so_far: list[Slot], at: datetime) -> dict[str, Any]:
    """What the chart draws: arrivals expected and those so far, counters open and advised."""
    known = {one.starts: one for one in so_far}
    over = [known.get(one.starts) if one.starts <= at else None for one in plan.windows]
    return {
        "x": [f"{one.starts.astimezone(ZONE):%H:%M}" for one in plan.windows],
        "arrivals": [one.arrivals if one else None for one in over],
        "expected": [round(one.arrivals, 1) for one in plan.windows],
        "open": [one.open_counters if one else None for one in over],
        "advised": [one.counters for one in plan.windows],
        "names": {
            "arrivals": say(request, "到店", "Arrivals"),
            "expected": say(request, "预计到店", "Arrivals expected"),
            "open": say(request, "开放窗口", "Counters open"),
            "advised": say(request, "建议窗口", "Counters advised"),
        },
    }
