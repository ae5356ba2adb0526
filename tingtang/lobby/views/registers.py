"""Devices and their rounds; what the screens say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.lobby.actions import broadcasting, devices
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.models import Announcement, Device, DeviceFault, Outage
from tingtang.lobby.models.devices import HOLDS_CASH, OF_CASH, CashLevel, FaultKind
from tingtang.lobby.queries.broadcasts import shown_at
from tingtang.lobby.queries.devices import devices_at, downtime, rounds_of
from tingtang.lobby.views.staff import done, here, live, mistakes, page, refused, say, sheet
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_start

LOOK = Bilingual("请选择这台设备的情况", "say how this device is")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": viewer_of(request).actor, "at": at_of(request)}


def _try(request: HttpRequest, act: Callable[[], object], said: str, back: str) -> HttpResponse:
    """An act of one tap: done, or refused with its sentence."""
    try:
        act()
    except LobbyError as error:
        return refused(request, error, back)
    return done(request, said, back)


@require_GET
@never_cache
@requires("device.see")
def device_list(request: HttpRequest) -> HttpResponse:
    """The devices of an outlet: which work, what is open, how long they were down today, the latest rounds."""
    found = here(request, "device.see")
    at, viewer, outlet = at_of(request), viewer_of(request), found.outlet.pk
    context = {
        "here": found,
        "outlet": found.outlet,
        "devices": devices_at(outlet),
        "down": {one.device_id: one.down for one in downtime([outlet], day_start(business_date(at)), at)},
        "rounds": rounds_of(outlet, 8),
        "may_report": may_at(viewer, "device.report", outlet),
        "may_fix": may_at(viewer, "device.fix", outlet),
        "holds_cash": HOLDS_CASH,
        "live": live(request, f"outlet:{outlet}"),
    }
    return page(request, "lobby/devices.html", context)


def _device(request: HttpRequest, device_id: int, capability: str) -> Device:
    found = Device.objects.select_related("institution").filter(pk=device_id).first()
    if found is None or not may_at(viewer_of(request), capability, found.institution_id):
        raise Http404(str(device_id))
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@requires("device.report")
def patrol(request: HttpRequest) -> HttpResponse:
    """A round past the devices: of each it is said that it works or what it lacks, nothing is said beforehand; a
    fault opens its duty by itself. Devices passed over are named (422)."""
    found = here(request, "device.report")
    rows = devices_at(found.outlet.pk)
    kinds = [kind for kind in FaultKind.values if kind not in OF_CASH]
    context: dict[str, Any] = {
        "outlet": found.outlet, "devices": rows, "kinds": kinds, "typed": {}, "mistakes": {}, "holds_cash": HOLDS_CASH,
    }  # fmt: skip
    if request.method == "POST":
        typed = request.POST
        findings = {one.device.pk: typed.get(f"device-{one.device.pk}", "") for one in rows}
        missing = LOOK.pick(viewer_of(request).language)
        passed_over = {f"device-{pk}": missing for pk, said in findings.items() if not said}
        if passed_over:
            context |= {"typed": typed.dict(), "mistakes": passed_over}
            return sheet(request, "lobby/patrol.html", context, 422)
        try:
            devices.patrol(
                institution_id=found.outlet.pk, findings=findings, note=typed.get("note", ""), **_who(request)
            )
            return done(request, say(request, "巡查已记录", "Round recorded"), reverse("lobby:devices"))
        except LobbyError as error:
            context |= {"typed": typed.dict(), "mistakes": mistakes(request, error)}
    return sheet(request, "lobby/patrol.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("device.report")
def fault(request: HttpRequest, device_id: int) -> HttpResponse:
    """Report a fault of a device."""
    device = _device(request, device_id, "device.report")
    kinds = [kind for kind in FaultKind.values if kind not in OF_CASH or device.kind in HOLDS_CASH]
    context: dict[str, Any] = {"device": device, "kinds": kinds, "typed": {}, "mistakes": {}}
    if request.method == "POST":
        typed = request.POST
        try:
            devices.report_fault(
                device_id=device.pk, kind=typed.get("kind", ""), described=typed.get("described", ""), **_who(request)
            )
            return done(request, f"{device.label} {say(request, '已报修', 'reported')}", reverse("lobby:devices"))
        except LobbyError as error:
            context |= {"typed": typed.dict(), "mistakes": mistakes(request, error)}
    return sheet(request, "lobby/fault.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("device.fix")
def fix(request: HttpRequest, fault_id: int) -> HttpResponse:
    """A fault was put right, and how."""
    found = DeviceFault.objects.select_related("device").filter(pk=fault_id).first()
    if found is None or not may_at(viewer_of(request), "device.fix", found.device.institution_id):
        raise Http404(str(fault_id))
    context: dict[str, Any] = {"fault": found, "typed": {}, "mistakes": {}}
    if request.method == "POST":
        try:
            devices.fix_fault(fault_id=found.pk, remedy=request.POST.get("remedy", ""), **_who(request))
            return done(
                request, f"{found.device.label} {say(request, '已修复', 'put right')}", reverse("lobby:devices")
            )
        except LobbyError as error:
            context |= {"typed": request.POST.dict(), "mistakes": mistakes(request, error)}
    return sheet(request, "lobby/fix.html", context, 422 if request.method == "POST" else 200)


@require_POST
@requires("device.report")
def cash(request: HttpRequest, device_id: int) -> HttpResponse:
    """How much cash a machine has; low or empty opens a duty, enough ends it."""
    device, level = _device(request, device_id, "device.report"), request.POST.get("level", "")
    words = {
        CashLevel.ENOUGH: ("现金充足", "has cash"),
        CashLevel.LOW: ("现金偏低", "is low"),
        CashLevel.EMPTY: ("缺钞", "is empty"),
    }
    said = words.get(CashLevel(level), ("", "")) if level in CashLevel.values else ("", "")
    return _try(
        request,
        lambda: devices.report_cash(device_id=device.pk, level=level, **_who(request)),
        f"{device.label} {say(request, *said)}",
        reverse("lobby:devices"),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@requires("broadcast.edit")
def news(request: HttpRequest) -> HttpResponse:
    """Notices and outages of an institution and everything below it; POST `what`: notice or outage, `zh`, `en`."""
    viewer = viewer_of(request)
    place = viewer.institution_id
    context: dict[str, Any] = {"typed": {}, "mistakes": {}, "status": 200}
    if request.method == "POST":
        typed = request.POST
        texts: dict[str, Any] = {"institution_id": place, "zh": typed.get("zh", ""), "en": typed.get("en", "")}
        act = broadcasting.open_outage if typed.get("what") == "outage" else broadcasting.announce
        try:
            act(**texts, **_who(request))
            return done(request, say(request, "已发布到各屏幕", "On all screens"), reverse("lobby:news"))
        except LobbyError as error:
            context |= {"typed": typed.dict(), "mistakes": mistakes(request, error), "status": 422}
    context["shown"] = shown_at(place, at_of(request))
    context["mine"] = place
    return page(request, "lobby/news.html", context, context["status"])


@require_POST
@requires("broadcast.edit")
def withdraw(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Take a notice down."""
    row = Announcement.objects.filter(pk=announcement_id).first()
    if row is None or not may_at(viewer_of(request), "broadcast.edit", row.institution_id):
        raise Http404(str(announcement_id))
    return _try(
        request,
        lambda: broadcasting.withdraw(announcement_id=row.pk, **_who(request)),
        say(request, "已撤下", "Taken down"),
        reverse("lobby:news"),
    )


@require_POST
@requires("broadcast.edit")
def progress(request: HttpRequest, outage_id: int) -> HttpResponse:
    """How an outage goes on; with `end` it is over and the last word goes to the screens."""
    row = Outage.objects.filter(pk=outage_id).first()
    if row is None or not may_at(viewer_of(request), "broadcast.edit", row.institution_id):
        raise Http404(str(outage_id))
    act = broadcasting.end_outage if request.POST.get("end") else broadcasting.tell_progress
    texts: dict[str, Any] = {"zh": request.POST.get("zh", ""), "en": request.POST.get("en", "")}
    return _try(
        request,
        lambda: act(outage_id=row.pk, **texts, **_who(request)),
        say(request, "进展已发布", "Progress is on the screens"),
        reverse("lobby:news"),
    )
