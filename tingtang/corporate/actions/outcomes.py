"""What a call or a visit came to, and what follows from it (A24.2c, A24.3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import TextChoices

from tingtang.corporate.actions.history import NOT_ONE, What, onward
from tingtang.corporate.actions.leads import end, next_up, raise_to
from tingtang.corporate.actions.needs import ask
from tingtang.corporate.actions.openings import agree
from tingtang.corporate.actions.visits import Plan, arrange
from tingtang.corporate.errors import BadInput
from tingtang.corporate.models import Lead, Stage
from tingtang.shared.refusals import NEEDED


class Outcome(TextChoices):
    """What came of a call or a visit."""

    OPENS = "opens", "同意开户"
    VISIT = "visit", "约定拜访"
    NEED = "need", "另有需求"
    PROPOSAL = "proposal", "需要方案"
    AGAIN = "again", "再联系"
    UNWILLING = "unwilling", "暂无意向"


@dataclass(frozen=True, slots=True)
class Said:
    """What a call or visit came to. `agreed_on`, `papers` and `outlet` of an opening, `visit` where one is agreed,
    `need` and its words where there is another; `good`: a good client, worth going on for though unwilling."""

    outcome: str
    text: str
    agreed_on: date | None = None
    papers: bool = False
    outlet: str = ""
    visit: Plan | None = None
    need: str = ""
    need_text: str = ""
    good: bool = False
    prepared: Collection[str] = field(default_factory=tuple)
    steps: Collection[str] = field(default_factory=tuple)

    def checked(self) -> str:
        """The outcome's code. Raises BadInput for what is none."""
        if self.outcome not in Outcome.values:
            raise BadInput("outcome", NOT_ONE)
        return self.outcome


def changed(lead: Lead, said: Said, least: Stage) -> dict[str, object]:
    """What talking to them changes of the lead itself."""
    stage = Stage.PROPOSAL if said.outcome == Outcome.PROPOSAL else least
    return {**onward(lead, stage), **({"good": True} if said.good else {})}


def follow(lead: Lead, said: Said, text: str, *, by: str, at: datetime) -> None:
    """What an outcome raises: an opening, a visit, a need; a good client who is unwilling goes up, another is lost."""
    if said.outcome == Outcome.OPENS:
        agree(lead, said.agreed_on, papers=said.papers, outlet=said.outlet, by=by, at=at)
    elif said.outcome == Outcome.VISIT:
        if said.visit is None:
            raise BadInput("starts_at", NEEDED)
        arrange(lead, said.visit, by=by, at=at)
    elif said.outcome == Outcome.NEED:
        ask(lead, said.need, said.need_text, by=by, at=at)
    elif said.outcome == Outcome.UNWILLING and said.good:
        raise_to(lead, next_up(lead, "", at), text[:400], by=by, at=at)
    elif said.outcome == Outcome.UNWILLING:
        end(lead, Stage.LOST, What.LOST, text, by=by, at=at)
