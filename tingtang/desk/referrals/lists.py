"""Lists of cards as their addresses say them, with what every such page needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tingtang.desk.pages import filtered
from tingtang.organisation.access import Viewer
from tingtang.referrals.models import Need, State
from tingtang.referrals.queries import BOXES, Box, Filters, listing
from tingtang.shared.times import business_date


def filters_of(request: HttpRequest, viewer: Viewer, *, by_next: bool = False) -> Filters:
    """What the address narrows to; another's box reads as their own. Heads start with what is below."""
    asked = request.GET
    box: Box = next((one for one in boxes(viewer) if one == asked.get("box")), boxes(viewer)[0])
    page = asked.get("page", "")
    state, need = asked.get("state", ""), asked.get("need", "")
    return Filters(
        box=box,
        state=state if state in (*State.values, "all") else "",
        need=need if need in Need.values else "",
        willing=asked.get("willing", "")[:3],
        q=asked.get("q", "").strip()[:40],
        staff=asked.get("staff", "")[:32],
        page=int(page) if page.isdecimal() and page.isascii() and len(page) < 6 else 1,
        by_next=by_next,
    )


def boxes(viewer: Viewer) -> tuple[Box, ...]:
    """The boxes a viewer has, the one they look at first in front."""
    if viewer.may("referral.board"):
        return ("below", "to_me", "made")
    return ("to_me", "made") if viewer.may("referral.take") else ("made",)


def list_context(viewer: Viewer, filters: Filters, view: str, at: datetime) -> dict[str, Any]:
    """A page of cards and the addresses around it."""
    return {
        "found": listing(viewer, filters, at),
        "filters": filters,
        "boxes": [box for box in BOXES if box in boxes(viewer)],
        "needs": Need.values,
        "states": State.values,
        "address": filtered(view, filters),
        "may_take": viewer.may("referral.take"),
        "may_head": viewer.may("referral.board"),
        "today": business_date(at),
        "at": at,
        "trouble": "",
        "untidy": [],
    }
