"""`/lobby/ticket/<id>/recognise`: who waits there, by card or by facts, as far as service needs (A27, A28.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tingtang.lobby.actions.binding import recognise_waiting, tries_left
from tingtang.lobby.actions.recognising import Answer
from tingtang.lobby.errors import BadInput, LobbyError
from tingtang.lobby.recognition import Given, by_facts
from tingtang.lobby.views.staff import mistakes, sheet, ticket_here
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual

NOBODY = Bilingual("没有找到唯一符合的客户，号票不变", "nobody fits; the ticket stays as it is")
MORE = {
    "name": Bilingual("符合的不止一位，请加上姓名", "several fit: the name, too"),
    "birth_date": Bilingual("符合的不止一位，请加上出生日期", "several fit: the birth date, too"),
    "id_tail": Bilingual("符合的不止一位，请加上证件后四位", "several fit: the identity number's end, too"),
}


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.recognise")
def recognise(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Recognise the customer of a waiting ticket. Misses are limited by person, each try is audited."""
    ticket = ticket_here(request, ticket_id, "lobby.recognise")
    by, at, language = viewer_of(request).actor, at_of(request), viewer_of(request).language
    context: dict[str, Any] = {"ticket": ticket, "typed": request.POST.dict(), "mistakes": {}}
    if request.method == "POST":
        try:
            answer = recognise_waiting(ticket_id=ticket.pk, given=_given(request.POST), by=by, at=at)
            if answer.known is not None:
                return sheet(request, "lobby/recognised.html", {"ticket": ticket, "known": answer.known})
            field, text = _unknown(answer)
            context["mistakes"] = {field: text.pick(language)}
        except LobbyError as error:
            context["mistakes"] = mistakes(request, error)
    context["left"] = tries_left(institution_id=ticket.institution_id, by=by, at=at)
    return sheet(request, "lobby/recognise.html", context, 422 if request.method == "POST" else 200)


def _unknown(answer: Answer) -> tuple[str, Bilingual]:
    return (answer.ask, MORE[answer.ask]) if answer.ask else ("", NOBODY)


def _given(typed: QueryDict) -> Given:
    """A card, or facts. Raises BadInput naming the field."""
    if card := typed.get("card", "").strip():
        return Given(card=card)
    if not any(typed.get(name, "").strip() for name in ("name", "phone_tail", "birth_date", "id_tail")):
        raise BadInput("card", Bilingual("请刷卡，或填写下面三项", "a card, or the facts below"))
    born = typed.get("birth_date", "").strip()
    birth_date = _date(born) if born else None
    return by_facts(
        typed.get("name", ""), typed.get("phone_tail", ""), birth_date=birth_date, id_tail=typed.get("id_tail", "")
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("birth_date", Bilingual("请按年-月-日填写", "year-month-day")) from error
