"""The kiosk: a conversation of one question a screen, at whose end stands a ticket."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tingtang.lobby.actions import Taken, Wish, divert, take_ticket
from tingtang.lobby.actions.recognising import arrive, recognise
from tingtang.lobby.errors import BadInput, LobbyError, OtherRequest
from tingtang.lobby.expected import Wait, wait_of
from tingtang.lobby.once import Once, once_for
from tingtang.lobby.recognition import Given, by_facts
from tingtang.lobby.states import IMPORTANT, Origin, ServiceClass
from tingtang.lobby.views import guest_flow as flow
from tingtang.lobby.views import guest_words as words
from tingtang.lobby.views.guest_common import in_language, is_part, outlet_for, speaking, ticket_code
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual

# EN 301 549 (WCAG 2.2.1): ask before ending, leave at least 20 s to answer, and let it be answered ten times or more.
IDLE_SECONDS = 60
GRACE_SECONDS = 30
TYPED = ("number", "name", "phone_tail", "id_tail")


@dataclass(frozen=True, slots=True)
class Offer:
    """A faster channel for a business: its minutes, those it saves against the wait now (None: no counter is open)."""

    channel: words.Choice
    minutes: int
    saved: int | None
    wait: Wait


@requires("lobby.take")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, institution_id: str) -> HttpResponse:
    """GET the first question; POST an answer, or `back`, or `change`, for the next one."""
    outlet = outlet_for(request, "lobby.take", institution_id)
    at = at_of(request)
    if request.method != "POST":
        return _ask(request, outlet, flow.Answers(key=secrets.token_urlsafe(16)), at)
    answers = flow.step(request.POST, rulebook().businesses, lambda given: _offered(outlet, given, at))
    return _ask(request, outlet, answers, at)


@requires("lobby.take")
@never_cache
@require_POST
def ticket(request: HttpRequest, institution_id: str) -> HttpResponse:
    """Take the ticket, or note that the faster channel was accepted. Asked again with the same key: the same answer."""
    outlet = outlet_for(request, "lobby.take", institution_id)
    at = at_of(request)
    answers = flow.read(request.POST, rulebook().businesses)
    if flow.question(answers, offer=_offered(outlet, answers, at)) != "ready":
        return _ask(request, outlet, answers, at)
    by = viewer_of(request).actor
    try:
        taken = _take(outlet, answers, by, at)
    except OtherRequest:  # a ticket was taken with other answers before: this is another customer's
        return _ask(request, outlet, replace(answers, key=secrets.token_urlsafe(16)), at)
    except BadInput as refused:
        fresh = replace(answers, known="") if refused.field == "key" else answers
        return _ask(request, outlet, fresh, at, mistake=refused.text)
    return _given(request, outlet, answers, taken)


def _take(outlet: Institution, answers: flow.Answers, by: str, at: datetime) -> Taken:
    """The ticket: of a faster channel taken up, of somebody who said who they are, or of anybody."""
    wish, once = _wish(answers), _once(outlet, answers, by)
    if answers.suggestion == "accepted":
        return divert(institution_id=outlet.pk, wish=wish, by=by, at=at, once=once, known=answers.known)
    if answers.known:
        return arrive(institution_id=outlet.pk, key=answers.known, wish=wish, by=by, at=at, once=once)
    return take_ticket(institution_id=outlet.pk, wish=wish, by=by, at=at, once=once)


@sensitive_post_parameters("number", "name", "phone_tail", "id_tail")
@requires("lobby.recognise")
@never_cache
@require_POST
def known(request: HttpRequest, institution_id: str) -> HttpResponse:
    """POST `by` and `number`, or `name`, `phone_tail`, `id_tail`: the same answer for whoever it is, or nobody; the
    ticket's class shows what came of it (A27)."""
    outlet = outlet_for(request, "lobby.recognise", institution_id)
    at = at_of(request)
    answers = flow.read(request.POST, rulebook().businesses)
    if not answers.by:
        return _ask(request, outlet, answers, at)
    try:
        told = _told(answers.by, request.POST)
        answer = recognise(institution_id=outlet.pk, given=told, by=viewer_of(request).actor, at=at, quiet=True)
    except LobbyError as refused:
        typed = {name: request.POST.get(name, "")[: flow.LONGEST] for name in TYPED}
        return _ask(request, outlet, answers, at, mistake=refused.text, typed=typed)
    return _ask(request, outlet, replace(answers, known=answer.key, by="", detour=""), at)


def _told(way: str, typed: QueryDict) -> Given:
    """What was typed. Raises BadInput naming what is missing of the facts."""
    number, name, phone_tail, id_tail = (typed.get(field, "") for field in TYPED)
    if way == "facts":
        return by_facts(name, phone_tail, id_tail=id_tail)
    return {"card": Given(card=number), "id_no": Given(id_no=number), "phone": Given(phone=number)}[way]


def _once(outlet: Institution, answers: flow.Answers, by: str) -> Once | None:
    if not answers.key:
        return None
    said = {name: value for name, value in asdict(answers).items() if name not in ("key", "lang", "detour")}
    return once_for(by, answers.key, f"kiosk {outlet.pk}", json.dumps(said, sort_keys=True).encode())


def _wish(answers: flow.Answers) -> Wish:
    business = rulebook().businesses[answers.business]
    fastest = business.faster_channel(0) or (min(business.channels, key=business.channels.__getitem__, default=""), 0)
    return Wish(
        business=answers.business,
        origin=Origin.KIOSK.value,
        need=answers.need,
        need_reason=flow.reason_text(answers),
        language=answers.spoken,
        assistance=answers.assistance,
        suggested_channel=fastest[0] if answers.suggestion else "",
        suggestion=answers.suggestion,
    )


def _offered(outlet: Institution, answers: flow.Answers, at: datetime) -> bool:
    """Whether a faster channel was, or is now to be, suggested."""
    return bool(answers.suggestion) or _offer(outlet, answers, at) is not None


def _offer(outlet: Institution, answers: flow.Answers, at: datetime) -> Offer | None:
    business = rulebook().businesses.get(answers.business)
    if business is None or not business.channels:
        return None
    wait = wait_of(outlet.pk, ServiceClass.ORDINARY.value, business, at)
    faster = business.faster_channel(wait.low or 0)
    if faster is None:
        return None
    code, saved = faster
    known = None if wait.low is None else round(saved)
    return Offer(words.CHANNELS[code], business.channels[code], known, wait)


def _ask(
    request: HttpRequest,
    outlet: Institution,
    answers: flow.Answers,
    at: datetime,
    mistake: Bilingual | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    book = rulebook().businesses
    business = book.get(answers.business)
    offer = _offer(outlet, answers, at) if business and not answers.suggestion else None
    asked = flow.question(answers, offer=offer is not None)
    service_class = ServiceClass.PRIORITY if answers.need else ServiceClass.ORDINARY
    language = [one for one in words.LANGUAGES if one.code == answers.spoken and one.code != "zh"]
    return _render(
        request,
        outlet,
        answers,
        asked=asked,
        mistake=mistake,
        typed=typed or {},
        ways=words.WAYS,
        way=words.choice(answers.by, words.WAYS),
        offer=offer,
        topics=words.TOPICS,
        topic=next((one for one in words.TOPICS if one.code == answers.topic), None),
        businesses=words.businesses_of(answers.topic, book),
        business=business,
        wait=wait_of(outlet.pk, service_class.value, business, at) if business and asked == "ready" else None,
        icon_of=words.icon_of,
        needs=words.NEEDS,
        need=words.choice(answers.need, words.NEEDS),
        reasons=words.REASONS,
        languages=words.LANGUAGES,
        assistance=words.ASSISTANCE,
        helped=[*language, *(one for one in words.ASSISTANCE if one.code in answers.assistance)],
        status=422 if mistake else 200,
    )


def _given(request: HttpRequest, outlet: Institution, answers: flow.Answers, taken: Taken) -> HttpResponse:
    business = rulebook().businesses[answers.business]
    accepted = answers.suggestion == "accepted"
    return _render(
        request,
        outlet,
        answers,
        asked="diverted" if accepted else "taken",
        mistake=None,
        ticket=taken,
        business=business,
        class_title=_class_said(taken.service_class),
        channel=words.CHANNELS[_wish(answers).suggested_channel] if accepted else None,
        qr=ticket_code(request, taken.key),
        spoken=_spoken(taken, answers.lang),
    )


def _class_said(code: str) -> Bilingual:
    """The class as it is said aloud and printed: how important an important customer is stays between us."""
    return words.GUEST if code in IMPORTANT else rulebook().service_classes[code].title


def _spoken(taken: Taken, language: str) -> str:
    """The ticket as a sentence: figures one by one, so that a voice reads a number and not a quantity."""
    number = " ".join(taken.number)
    if taken.wait_low is None:
        wait = Bilingual("现在还没有开放的窗口。", "No counter is open yet.")
    else:
        low, high = taken.wait_low, taken.wait_high
        wait = Bilingual(f"预计等候{low}到{high}分钟。", f"The wait is {low} to {high} minutes.")
    zh, en = f"您的号码是 {number}。前面{taken.ahead}人。", f"Your number is {number}. {taken.ahead} ahead of you. "
    return Bilingual(zh, en).pick(language) + wait.pick(language) + _ready(taken, language)


def _ready(taken: Taken, language: str) -> str:
    papers = [paper["en" if language == "en" else "zh"] for paper in taken.papers]
    ready = Bilingual(f"请准备：{'、'.join(papers)}。", f" Please have ready: {', '.join(papers)}.")
    return ready.pick(language) if papers else ""


def _render(
    request: HttpRequest, outlet: Institution, answers: flow.Answers, *, status: int = 200, **context: Any
) -> HttpResponse:
    template = "lobby/kiosk_step.html" if is_part(request) else "lobby/kiosk.html"
    given = {"outlet": outlet, "answers": answers, "idle": IDLE_SECONDS, "grace": GRACE_SECONDS, **context}
    with speaking(answers.lang):
        return in_language(render(request, template, given, status=status), answers.lang)
