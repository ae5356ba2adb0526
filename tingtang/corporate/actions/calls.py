"""Calls and visits as they went (A23.2, A24.1b, A24.2c, A24.3a): prepared, by script, with what came of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.corporate.actions.history import SHORT, What, known, move, prove, prove_lead, take, words
from tingtang.corporate.actions.outcomes import Said, changed, follow
from tingtang.corporate.actions.visits import open_visit
from tingtang.corporate.errors import WrongStage
from tingtang.corporate.models import Lead, Stage, Visit
from tingtang.shared.text import Bilingual

TOO_EARLY = Bilingual("拜访还没有开始", "the visit has not begun")


@transaction.atomic
def record_call(*, by: str, at: datetime, lead_id: int, seen: int, said: Said) -> Lead:
    """Keep a call with what was prepared and which steps were gone through; what follows is owed from now on.

    Of two who record at once from the same page the second is refused. Raises BadInput, NotYours, Stale, WrongStage.
    """
    outcome, text = said.checked(), words("text", said.text)
    lead = take(lead_id, by=by, at=at, seen=seen)
    script = "first_contact" if lead.stage == Stage.NEW else "call"
    detail = {
        "outcome": outcome, "prepared": known("call_preparation", said.prepared), "script": script,
        "steps": known(script, said.steps),
    }  # fmt: skip
    change = changed(lead, said, Stage.CONTACTED)
    prove_lead(lead, move(lead, What.CALLED, by=by, at=at, text=text, change=change, detail=detail), by=by)
    follow(lead, said, text, by=by, at=at)
    return lead


@transaction.atomic
def hold(*, by: str, at: datetime, visit_id: int, seen: int, said: Said, worth: str) -> Visit:
    """What came of a visit, and what the client is worth, for the head (A23.3a, A24.3a); what follows is owed.

    Raises BadInput, NotYours, Stale, WrongStage for one that has not begun or is over.
    """
    outcome, text, worth = said.checked(), words("text", said.text), words("worth", worth, SHORT)
    visit = open_visit(visit_id, by=by, at=at, seen=seen)
    if visit.starts_at > at:
        raise WrongStage(TOO_EARLY)
    lead = visit.lead
    visit.state, visit.result, visit.ended_at = Visit.State.HELD, text, at
    visit.save(update_fields=["state", "result", "ended_at"])
    change = {**changed(lead, said, Stage.VISIT), "worth": worth}
    event = move(lead, What.VISITED, by=by, at=at, text=text, change=change, detail={"outcome": outcome})
    prove("visit.held", ("visit", str(visit.pk)), f"{lead.pk}.{event.n}", by=by, at=at)
    follow(lead, said, text, by=by, at=at)
    return visit
