"""`/counter`: the teller's console (A20). Choose a counter, call, serve, suspend; each act is one address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.lobby import actions
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.models import Counter
from tingtang.lobby.queries.console import console, counters_of, standing_of
from tingtang.lobby.views.staff import (
    counter_here,
    done,
    here,
    is_part,
    live,
    mistakes,
    page,
    refused,
    require_mine,
    say,
    sheet,
)  # fmt: skip
from tingtang.lobby.views.staff_reasons import SUSPENSIONS, both
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.sign_in import at_of


@require_GET
@never_cache
@requires("lobby.serve")
def mine(request: HttpRequest) -> HttpResponse:
    """The console of the counter where one stands; else the counters to choose from. With htmx only the part."""
    counter = standing_of(viewer_of(request).staff_id)
    if counter is None:
        return _choose(request)
    context = _console(request, counter)
    if is_part(request):
        return page(request, "lobby/console_now.html", context)
    context["live"] = live(request, f"outlet:{counter.institution_id}", f"counter:{counter.pk}")
    return page(request, "lobby/console.html", context)


def _console(request: HttpRequest, counter: Counter) -> dict[str, Any]:
    viewer = viewer_of(request)
    return {
        "console": console(counter, viewer.staff_id, at_of(request)),
        "outlet": counter.institution,
        "may_confiscate": may_at(viewer, "counterfeit.record", counter.institution_id),
    }


def _choose(request: HttpRequest) -> HttpResponse:
    found = here(request, "lobby.serve")
    context = {"here": found, "outlet": found.outlet, "counters": counters_of(found.outlet.pk)}
    if is_part(request):
        return page(request, "lobby/console_choose_now.html", context)
    context["live"] = live(request, f"outlet:{found.outlet.pk}")
    return page(request, "lobby/console_choose.html", context)


Act = Callable[[HttpRequest, Counter], str]


def _act(request: HttpRequest, counter_id: int, act: Act, *, own: bool = True) -> HttpResponse:
    """Do something at a counter and say what was done, or why not."""
    counter = counter_here(request, counter_id, "lobby.serve")
    if own:
        require_mine(request, counter.institution_id, counter.staff_id)
    try:
        return done(request, act(request, counter), reverse("lobby:counter"))
    except LobbyError as error:
        return refused(request, error, reverse("lobby:counter"))


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": viewer_of(request).actor, "at": at_of(request)}


@require_POST
@requires("lobby.serve")
def open_(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Stand at a closed counter and open it."""

    def act(request: HttpRequest, counter: Counter) -> str:
        actions.open_counter(counter_id=counter.pk, staff_id=viewer_of(request).staff_id, **_who(request))
        return say(request, f"{counter.label} 号窗口已开放", f"Counter {counter.label} is open")

    return _act(request, counter_id, act, own=False)


@require_POST
@requires("lobby.serve")
def call(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Call whoever is next for this counter."""

    def act(request: HttpRequest, counter: Counter) -> str:
        called = actions.call_next(counter_id=counter.pk, **_who(request))
        if called is None:
            return say(request, "没有等候此窗口的客户", "Nobody waits for this counter")
        return say(request, f"已呼叫 {called.number}", f"Called {called.number}")

    return _act(request, counter_id, act)


@require_POST
@requires("lobby.serve")
def resume(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Serve again after a suspension."""

    def act(request: HttpRequest, counter: Counter) -> str:
        actions.resume_counter(counter_id=counter.pk, **_who(request))
        return say(request, "已恢复服务", "Serving again")

    return _act(request, counter_id, act)


@require_POST
@requires("lobby.serve")
def close(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Leave the counter; refused while it has a ticket."""

    def act(request: HttpRequest, counter: Counter) -> str:
        actions.close_counter(counter_id=counter.pk, **_who(request))
        return say(request, f"{counter.label} 号窗口已关闭", f"Counter {counter.label} is closed")

    return _act(request, counter_id, act)


@require_POST
@requires("lobby.serve")
def welcome(request: HttpRequest, counter_id: int) -> HttpResponse:
    """The welcome key: the panel greets."""

    def act(request: HttpRequest, counter: Counter) -> str:
        actions.welcome(counter_id=counter.pk, **_who(request))
        return say(request, "评价器已显示“欢迎光临”", "The panel says welcome")

    return _act(request, counter_id, act)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.serve")
def suspend(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Stop calling, for a reason that the screen shows."""
    counter = counter_here(request, counter_id, "lobby.serve")
    require_mine(request, counter.institution_id, counter.staff_id)
    context: dict[str, Any] = {"counter": counter, "choices": [both(one) for one in SUSPENSIONS], "typed": {}}
    if request.method == "POST":
        reason = request.POST.get("other", "").strip() or request.POST.get("reason", "")
        try:
            actions.suspend(counter_id=counter.pk, reason=reason, **_who(request))
            return done(request, say(request, "已暂停，屏幕显示原因", "Suspended; the screen says why"),
                        reverse("lobby:counter"))  # fmt: skip
        except LobbyError as error:
            context |= {"mistakes": mistakes(request, error), "typed": request.POST.dict()}
    return sheet(request, "lobby/suspend.html", context, 422 if request.method == "POST" else 200)
