"""What people type about companies: checked here, kept as typed when it is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from tingtang.corporate.actions import Facts, Outcome, Plan, Said
from tingtang.corporate.models import Level, Person, Size
from tingtang.desk.forms import Typed, speak
from tingtang.manual.queries import rulebook
from tingtang.shared.times import ZONE


class SeenForm(Typed):
    """The number of the last event on the page."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class FactsForm(SeenForm):
    """The facts of a company."""

    credit_code = forms.CharField(required=False, max_length=30)
    capital = forms.CharField(required=False, max_length=200)
    business = forms.CharField(required=False, max_length=400)
    industry = forms.CharField(required=False, max_length=60)
    region = forms.CharField(required=False, max_length=60)
    size = forms.ChoiceField(choices=Size.choices)
    wants = forms.CharField(required=False, max_length=24)

    def facts(self) -> Facts:
        """The facts as typed."""
        names = ("credit_code", "capital", "business", "industry", "region", "size", "wants")
        return Facts(**{name: self.cleaned_data[name] for name in names})


class LeadForm(FactsForm):
    """A new lead."""

    seen = forms.IntegerField(required=False)
    company = forms.CharField(max_length=120)
    source = forms.CharField(max_length=24)
    source_note = forms.CharField(required=False, max_length=200)


class PersonForm(Typed):
    """Somebody of the chain of decision."""

    contact_name = forms.CharField(max_length=60)
    job = forms.CharField(max_length=60)
    part = forms.ChoiceField(choices=Person.Part.choices)
    level = forms.ChoiceField(choices=Level.choices)
    attitude = forms.ChoiceField(choices=Person.Attitude.choices)
    phone = forms.CharField(required=False, max_length=40)
    likes = forms.CharField(required=False, max_length=200)


class VisitForm(SeenForm):
    """A visit to be agreed on."""

    starts_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"])
    place = forms.CharField(max_length=120)
    level = forms.ChoiceField(choices=Level.choices)
    questions = forms.CharField(required=False, max_length=1000)
    team = forms.BooleanField(required=False)  # boxes, read beside it: here for what is wrong with them

    def plan(self, team: list[str]) -> Plan | None:
        """The visit as typed; None where no time was."""
        said = self.cleaned_data
        if not said.get("starts_at"):
            return None
        starts: datetime = said["starts_at"]
        at = starts if starts.tzinfo else starts.replace(tzinfo=ZONE)
        return Plan(at, said["place"], said["level"], team, said["questions"])


class OutcomeForm(VisitForm):
    """What came of a call or a visit, with what it led to."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    text = forms.CharField(max_length=1000)
    starts_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])
    place = forms.CharField(required=False, max_length=120)
    level = forms.ChoiceField(required=False, choices=Level.choices)
    agreed_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    papers = forms.BooleanField(required=False)
    outlet = forms.CharField(required=False, max_length=32)
    need = forms.CharField(required=False, max_length=24)
    need_text = forms.CharField(required=False, max_length=400)
    good = forms.BooleanField(required=False)
    worth = forms.CharField(required=False, max_length=400)

    def said(self, lists: dict[str, list[str]]) -> Said:
        """What was said. `lists`: the boxes ticked, by name."""
        given = self.cleaned_data
        names = ("outcome", "text", "agreed_on", "papers", "outlet", "need", "need_text", "good")
        return Said(
            **{name: given[name] for name in names}, visit=self.plan(lists.get("team", [])),
            prepared=lists.get("prepared", []), steps=lists.get("steps", []),
        )  # fmt: skip


class WordsForm(SeenForm):
    """Words that are needed."""

    text = forms.CharField(max_length=1000)


class UpForm(SeenForm):
    """To whom a lead goes up, and why."""

    reason = forms.CharField(max_length=400)
    to_staff = forms.CharField(required=False, max_length=32)


class NeedForm(Typed):
    """Another need."""

    need = forms.CharField(max_length=24)
    need_text = forms.CharField(max_length=400)


class NoteForm(Typed):
    """Of an opening or a need of this lead: the client was told."""

    number = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    note = forms.CharField(required=False, max_length=400)


class ConfirmForm(Typed):
    """Whether their finance people will be there."""

    finance = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class ReasonForm(Typed):
    """Why."""

    reason = forms.CharField(max_length=400)


class NothingForm(Typed):
    """Only boxes, read beside it."""


class OpenedForm(Typed):
    """An opening that took place."""

    good = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=400)


class LackingForm(Typed):
    """What is missing."""

    what = forms.CharField(max_length=400)


class LineForm(Typed):
    """A note, or none."""

    note = forms.CharField(required=False, max_length=400)


class AnswerForm(Typed):
    """A department's answer."""

    text = forms.CharField(max_length=1000)


class SegmentForm(Typed):
    """Companies served alike."""

    title = forms.CharField(max_length=60)
    industry = forms.CharField(required=False, max_length=60)
    region = forms.CharField(required=False, max_length=60)
    size = forms.CharField(required=False, max_length=8)
    wants = forms.CharField(required=False, max_length=24)
    offer = forms.CharField(max_length=400)


class ProposalForm(SeenForm):
    """The parts of a proposal, as the manual names them; what was weighed begins with `weighed_`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = rulebook().corporate
        for code in book["proposal"]:
            self.fields[code] = forms.CharField(max_length=2000)
            speak(self.fields[code])
        for code in book["weighed"]:
            self.fields[f"weighed_{code}"] = forms.CharField(required=False, max_length=2000)
