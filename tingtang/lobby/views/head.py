"""`/lobby/head`: the day so far against the last working day and the targets; every number opens its tickets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.lobby.facts import figures
from tingtang.lobby.models import Ticket
from tingtang.lobby.queries import DayFigures, day_figures
from tingtang.lobby.queries.elastic import change_at
from tingtang.lobby.queries.floor import floor
from tingtang.lobby.queries.intervals import Slot, slots
from tingtang.lobby.queries.telling import told_on
from tingtang.lobby.queries.tickets import PAGE, WHATS, TicketFilter, tickets
from tingtang.lobby.states import ServiceClass, State
from tingtang.lobby.views.staff import Here, here, is_part, live, page, say
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import requires
from tingtang.organisation.sign_in import at_of
from tingtang.shared.times import ZONE, business_date

GOALS = {
    "wait_minutes": "staffing.wait_minutes",
    "promise": "staffing.wait_share",
    "satisfied": "satisfaction.share",
    "prompt": "target.prompt_share",
    "diversion": "target.diversion_share",
}


@require_GET
@never_cache
@requires("lobby.figures")
def head(request: HttpRequest) -> HttpResponse:
    """The live page of an outlet's head. With htmx only the part that changes."""
    found = here(request, "lobby.figures")
    context = _day(request, found)
    if is_part(request):
        return page(request, "lobby/head_now.html", context)
    context["live"] = live(request, f"outlet:{found.outlet.pk}")
    return page(request, "lobby/head.html", context)


def _day(request: HttpRequest, found: Here) -> dict[str, Any]:
    at, outlet = at_of(request), found.outlet.pk
    on = business_date(at)
    before = last_day(outlet, on)
    values, whole = figures(outlet, at), floor(outlet, at)
    return {
        "here": found,
        "outlet": found.outlet,
        "floor": whole,
        "change": change_at(found.outlet, whole.board),
        "today": Totals.of(day_figures(outlet, on, at)),
        "before": Totals.of(day_figures(outlet, before, at)) if before else None,
        "told": told_on(outlet, on, at),
        "told_before": told_on(outlet, before, at) if before else None,
        "classes": [one for one in rulebook().service_classes.values()],
        "goals": _goals(values),
        "chart": chart(request, slots(outlet, on, at)),
        "on": on,
        "before_on": before,
        "to": lambda **changes: address(outlet, on, **changes),
    }


def _goals(values: Mapping[str, Any]) -> dict[str, float]:
    """The targets of the day's figures; 0 where the manual has none and the institution set none."""
    return {name: float(values[key]) for name, key in GOALS.items()}


@dataclass(frozen=True)
class Totals:
    """A day's figures with what is summed over its classes and counters."""

    day: DayFigures
    called: int
    within: int
    suspended_minutes: float

    @staticmethod
    def of(day: DayFigures) -> Totals:
        """The sums of a day."""
        classes = day.classes.values()
        within = sum(round((one.within or 0) * one.called) for one in classes)
        suspended = sum(one.suspended_minutes for one in day.counters.values())
        return Totals(day, sum(one.called for one in classes), within, suspended)

    @property
    def left(self) -> int:
        """Visits that left before they were called."""
        return sum(one.abandoned for one in self.day.classes.values())


def last_day(outlet: str, on: date) -> date | None:
    """The last day before `on` with visits: a Monday is compared with a Friday."""
    earlier = Ticket.objects.filter(institution=outlet, on__lt=on).order_by("-on")
    return earlier.values_list("on", flat=True).first()


def address(outlet: str, on: date, **changes: Any) -> str:
    """The list of the tickets behind a figure."""
    return f"{reverse('lobby:tickets')}?{urlencode({'outlet': outlet, 'on': on.isoformat(), **changes})}"


def chart(request: HttpRequest, found: list[Slot]) -> dict[str, Any] | None:
    """What the chart draws: arrivals as bars, counters open as a line; the same stands in the table behind it."""
    if not found:
        return None
    return {
        "x": [f"{one.starts.astimezone(ZONE):%H:%M}" for one in found],
        "arrivals": [one.arrivals for one in found],
        "open": [one.open_counters for one in found],
        "advised": [one.advised for one in found],
        "names": {
            "arrivals": say(request, "到店", "Arrivals"),
            "open": say(request, "开放窗口", "Counters open"),
            "advised": say(request, "建议窗口", "Counters advised"),
        },
    }


@require_GET
@never_cache
@requires("lobby.figures")
def ticket_list(request: HttpRequest) -> HttpResponse:
    """The tickets behind a figure of a day, filtered by the address, page by page."""
    found = here(request, "lobby.figures")
    at = at_of(request)
    asked = _filter(request, at)
    rows = Paginator(tickets(found.outlet.pk, asked, at), PAGE).get_page(request.GET.get("page", "1")[:6])
    kept = {name: value for name, value in request.GET.dict().items() if name in FILTERS and value}
    context = {
        "here": found,
        "outlet": found.outlet,
        "asked": asked,
        "rows": rows,
        "whats": WHATS,
        "states": State.values,
        "classes": ServiceClass.values,
        "businesses": rulebook().businesses.values(),
        "page_address": lambda number: f"?{urlencode({**kept, 'page': number})}",
    }
    return page(request, "lobby/tickets.html", context)


FILTERS = ("outlet", "on", "service_class", "state", "business", "hour", "staff", "what")


def _filter(request: HttpRequest, at: datetime) -> TicketFilter:
    """What the address asks for; what it garbles is left out."""
    asked = request.GET
    hour, what = asked.get("hour", ""), asked.get("what", "")
    return TicketFilter(
        on=_date(asked.get("on", "")) or business_date(at),
        service_class=_one_of(asked.get("service_class", ""), ServiceClass.values),
        state=_one_of(asked.get("state", ""), State.values),
        business=_one_of(asked.get("business", ""), list(rulebook().businesses)),
        hour=int(hour) if hour.isdecimal() and len(hour) < 3 and int(hour) < 24 else None,
        staff_id=asked.get("staff", "")[:32],
        what=next((one for one in WHATS if one == what), ""),
    )


def _one_of(text: str, choices: list[str]) -> str:
    return text if text in choices else ""


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None
