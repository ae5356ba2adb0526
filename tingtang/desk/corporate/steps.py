"""What is done on the page of a lead: each step with its form and the action behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms

from tingtang.corporate import actions
from tingtang.corporate.actions import Known
from tingtang.corporate.errors import BadInput
from tingtang.corporate.models import Lead
from tingtang.desk.corporate.forms import (
    FactsForm,
    NeedForm,
    NoteForm,
    OutcomeForm,
    PersonForm,
    ProposalForm,
    UpForm,
    VisitForm,
    WordsForm,
)  # fmt: skip
from tingtang.manual.queries import rulebook
from tingtang.shared.refusals import NEEDED

LISTS = ("prepared", "steps", "team")
BOXES = 60  # boxes of one list that are read


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something with which lead, when, with what was typed and ticked."""

    lead: Lead
    by: str
    at: datetime
    form: Any
    ticked: dict[str, list[str]]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, read."""
        return dict(self.form.cleaned_data)

    @property
    def who(self) -> dict[str, Any]:
        """What each action is told first."""
        return {"by": self.by, "at": self.at, "lead_id": self.lead.pk}


def _facts(do: Doing) -> None:
    given = do.form.facts()
    kept = given if given.credit_code.strip() else replace(given, credit_code=do.lead.credit_code)  # never shown: kept
    actions.change_facts(**do.who, seen=do.said["seen"], facts=kept)


def _person(do: Doing) -> None:
    actions.set_person(**do.who, known=Known(**do.said))


def _call(do: Doing) -> None:
    actions.record_call(**do.who, seen=do.said["seen"], said=do.form.said(do.ticked))


def _visit(do: Doing) -> None:
    plan = do.form.plan(do.ticked["team"])
    if plan is None:
        raise BadInput("starts_at", NEEDED)
    actions.plan_visit(**do.who, seen=do.said["seen"], plan=plan)


def _proposal(do: Doing) -> None:
    book, said = rulebook().corporate, do.said
    weighed = {code: said[f"weighed_{code}"] for code in book["weighed"]}
    actions.propose(**do.who, seen=said["seen"], parts={code: said[code] for code in book["proposal"]}, weighed=weighed)


def _need(do: Doing) -> None:
    actions.pass_on(**do.who, code=do.said["need"], text=do.said["need_text"])


def _need_told(do: Doing) -> None:
    actions.tell(by=do.by, at=do.at, need_id=do.said["number"], note=do.said["note"])


def _papers_told(do: Doing) -> None:
    actions.told(by=do.by, at=do.at, opening_id=do.said["number"], note=do.said["note"])


def _up(do: Doing) -> None:
    actions.pass_up(**do.who, **do.said)


def _set_up(do: Doing) -> None:
    actions.set_up(**do.who, **do.said)


def _lose(do: Doing) -> None:
    actions.lose(**do.who, **do.said)


def _return(do: Doing) -> None:
    actions.return_to(**do.who, text=do.said["text"])


# step -> the form's name on the page, the form, what is done
STEPS: dict[str, tuple[str, type[forms.Form], Callable[[Doing], None]]] = {
    "facts": ("facts", FactsForm, _facts),
    "person": ("person", PersonForm, _person),
    "call": ("call", OutcomeForm, _call),
    "visit": ("visit", VisitForm, _visit),
    "proposal": ("proposal", ProposalForm, _proposal),
    "need": ("need", NeedForm, _need),
    "need_told": ("note", NoteForm, _need_told),
    "papers_told": ("note", NoteForm, _papers_told),
    "up": ("up", UpForm, _up),
    "set_up": ("words", WordsForm, _set_up),
    "lose": ("words", WordsForm, _lose),
    "return": ("words", WordsForm, _return),
}
