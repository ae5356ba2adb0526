"""The service proposal (A23.3b), kept version by version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tingtang.corporate.actions.history import What, move, onward, take, words
from tingtang.corporate.models import Proposal, Stage
from tingtang.manual.queries import rulebook

LONGEST = 2000


@transaction.atomic
def propose(
    *, by: str, at: datetime, lead_id: int, seen: int, parts: Mapping[str, str], weighed: Mapping[str, str]
) -> Proposal:
    """Write the next version: every part says something, and what was weighed stays in the house.

    `parts`, `weighed`: {code of corporate.yaml: words}. Raises BadInput naming the part, NotYours, Stale, WrongStage.
    """
    book = rulebook().corporate
    said = {code: words(code, parts.get(code, ""), LONGEST) for code in book["proposal"]}
    thought = {code: words(code, weighed.get(code, ""), LONGEST, needed=False) for code in book["weighed"]}
    lead = take(lead_id, by=by, at=at, seen=seen)
    n = Proposal.objects.filter(lead=lead).count() + 1
    made = Proposal.objects.create(lead=lead, n=n, parts=said, weighed=thought, at=at, by=by)
    move(lead, What.PROPOSED, by=by, at=at, change=onward(lead, Stage.PROPOSAL), detail={"version": n})
    return made
