"""The calling screen: numbers and counters, in both languages at once; never a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tingtang.live.pages import follow
from tingtang.lobby.queries.hall import hall
from tingtang.lobby.views import guest_words as words
from tingtang.lobby.views.guest_common import outlet_for
from tingtang.lobby.views.guest_news import news_of
from tingtang.lobby.views.staff_words import ZONES
from tingtang.organisation.access import requires
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date


@requires("lobby.screen")
@never_cache
@require_safe
def screen(request: HttpRequest, institution_id: str) -> HttpResponse:
    """GET the screen; `?part=1`: the hall as it is now, for the open page."""
    outlet = outlet_for(request, "lobby.screen", institution_id)
    at = at_of(request)
    part = "part" in request.GET
    live = None if part else follow(request, [f"outlet:{outlet.pk}"], at=at)
    now = hall(outlet.pk, at=at)
    said = words.day_said(business_date(at))
    context = {
        "outlet": outlet,
        "hall": now,
        "zones": [(_zone(kind, name), counters) for kind, name, counters in now.by_zone()],
        "latest_zone": _zone(now.calls[0].zone_kind, now.calls[0].zone_name) if now.calls else None,
        "calls": [{"number": one.number, "counter": one.counter, "at": one.called_at.isoformat()} for one in now.calls],
        "news": news_of(outlet.pk, at=at),
        "today_zh": said.zh,
        "today_en": said.en,
        "live": live,
    }
    return render(request, "lobby/screen_hall.html" if part else "lobby/screen.html", context)


def _zone(kind: str, name: str) -> Bilingual:
    """The zone as it stands on the wall; counters outside any zone stand under a word of their own."""
    return Bilingual(name, ZONES[kind].en) if kind else words.NO_ZONE
