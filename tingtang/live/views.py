"""The live channel's two pages' side addresses: a new ticket, and polling where a stream cannot pass."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.live import queries, tickets
from tingtang.live.actions import TOPIC
from tingtang.live.cursor import BadCursor, parse
from tingtang.live.envelope import envelope, followed
from tingtang.live.pages import follow, follower_of
from tingtang.live.tickets import BadTicket
from tingtang.live.topics import NotAllowed, all_public

_MOST_TOPICS = 50


@require_GET
@never_cache
def ticket(request: HttpRequest) -> JsonResponse:
    """GET ?topics=a:1,b:2 -> a fresh ticket; 401 signed out, 403 a topic not theirs, 422 garbled."""
    topics = [topic for topic in request.GET.get("topics", "").split(",") if topic]
    if not follower_of(request).is_authenticated and not all_public(topics):
        return _refuse(401, "sign in first")
    if not 0 < len(topics) <= _MOST_TOPICS or not all(TOPIC.fullmatch(topic) for topic in topics):
        return _refuse(422, f"topics: 1 to {_MOST_TOPICS} of kind:key")
    try:
        return JsonResponse(follow(request, topics, at=timezone.now()))
    except NotAllowed as error:
        return _refuse(403, f"not yours to follow: {error}")


@require_GET
@never_cache
def poll(request: HttpRequest) -> JsonResponse:
    """GET ?ticket=&after= -> {after, reset, events}, as the stream reads; 401 no valid ticket, 422 bad cursor."""
    at = timezone.now()
    try:
        granted = tickets.read(request.GET.get("ticket", ""), at=at)
        cursor = parse(request.GET["after"], vendor=connection.vendor) if request.GET.get("after") else None
    except BadTicket as error:
        return _refuse(401, f"ticket: {error}")
    except BadCursor:
        return _refuse(422, "after: not a position of this installation")
    if cursor is None:
        return JsonResponse({"after": str(queries.current(at=at)), "reset": False, "events": []})
    batch = queries.after(cursor, at=at, topics=granted.topics)
    events = [envelope(event, followed(event, granted.topics)) for event in batch.events]
    return JsonResponse({"after": str(batch.cursor), "reset": batch.reset, "events": events})


def _refuse(status: int, why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
