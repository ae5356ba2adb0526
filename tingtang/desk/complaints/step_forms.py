"""The forms of a case's steps, and which of them are offered to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone

from tingtang.complaints.actions.extending import KEYS
from tingtang.complaints.actions.files import MOST_BYTES
from tingtang.complaints.models import Complaint, Extension
from tingtang.complaints.queries import Shown
from tingtang.complaints.standing import heads_above
from tingtang.desk.complaints.steps import STEPS, Field, Step
from tingtang.desk.language import t
from tingtang.organisation.access import Viewer
from tingtang.shared.times import ZONE


class StepForm(forms.Form):
    """The inputs of one step; kept as typed when refused."""

    def __init__(self, step: Step, *args: Any, choices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in step.fields:
            self.fields[field.name] = _input(field, dict(choices))

    def values(self) -> dict[str, Any]:
        """What the action takes: yes and no as truth, times with their zone."""
        found = dict(self.cleaned_data)
        for name, said in found.items():
            if said in ("yes", "no") and name in ("upheld", "ours", "approved"):
                found[name] = said == "yes"
            elif isinstance(said, datetime) and timezone.is_naive(said):
                found[name] = said.replace(tzinfo=ZONE)
        if "file" in found:
            file = found.pop("file")
            found |= {"name": file.name if file else "", "content": file.read(MOST_BYTES) if file else b""}
        return found


def _input(field: Field, given: dict[str, str]) -> forms.Field:
    made: forms.Field
    if field.kind == "when":
        made = forms.DateTimeField(required=field.needed, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
        made.error_messages["invalid"] = t("请填写日期和时间", "Give a day and a time")
    elif field.kind == "file":
        made = forms.FileField(required=False, allow_empty_file=True)
    elif field.choices or field.name == "department":
        codes = [(code, "") for code, _ in field.choices] or [(code, "") for code in given]
        made = forms.ChoiceField(required=field.needed, choices=codes)
        made.error_messages["invalid_choice"] = t("请选择一项", "Choose one")
    else:
        made = forms.CharField(required=field.needed, max_length=field.longest, strip=True)
        made.error_messages["max_length"] = t("内容过长", "This is too long")
    said = t("请选择一项", "Choose one") if field.kind in ("choice", "staff") else t("请填写", "Fill this in")
    made.error_messages["required"] = said
    return made


def may(viewer: Viewer, found: Shown, step: Step) -> bool:
    """Whether this reader may take the step now, by state and standing; what else it needs, its action says."""
    if found.case.state not in step.states:
        return False
    if step.key == "decide-extension" and (asked := found.extension) is not None:
        if asked.asked_by == viewer.staff_id:
            return False
        if asked.step > 1:
            return heads_above(viewer, found.case.place_id)
    if step.who == "reads":
        return True
    allowed = {"handles": found.handles, "coordinates": found.coordinates}
    return any(allowed.values()) if step.who == "either" else allowed[step.who]


def offered(viewer: Viewer, found: Shown, at: datetime) -> tuple[list[Step], list[Step]]:
    """(what comes next, what else may be done): next are the steps that an open clock or the state asks for, that whose
    clock ends first at their head."""
    owed = {duty.kind for duty in found.duties if duty.state == "open"}
    allowed = [step for step in STEPS.values() if may(viewer, found, step) and _fits(found, step.key, owed, at)]
    first_due = {duty.kind: duty.due_at for duty in sorted(found.duties, key=lambda one: one.due_at, reverse=True)
                 if duty.state == "open"}  # fmt: skip
    pressing = [step for step in allowed if _presses(found, step.key)]
    pressing.sort(key=lambda step: min((first_due[kind] for kind in _met(step.key) if kind in first_due), default=LAST))
    return pressing, [step for step in allowed if step not in pressing]


NEXT = frozenset(
    {
        "decide-extension",
        "tell-extension",
        "resume",
        "letter",
        "issue",
        "deliver",
        "close",
        "find",
        "answer-back",
        "close-plan",
    }
)


def _presses(found: Shown, key: str) -> bool:
    if key == "take":
        return found.handler is None
    if key == "find":
        return found.case.upheld_at is None or found.case.upheld_at < found.now.opened_at  # nothing in this round
    return key in NEXT or key in NEEDS_DUTY


NEEDS_DUTY = {
    "report-up": "complaint.report_up", "report-media": "complaint.media", "explain": "complaint.process_explained",
    "apologise": "complaint.apology_visit", "agree-plan": "complaint.loss_plan", "policy-explained": "complaint.policy",
    "review-plan": "complaint.plan_review", "rectify": "complaint.rectify", "lesson": "complaint.lesson",
    "no-lesson": "complaint.lesson",
}  # fmt: skip


# What else meets a clock: the step that is due first stands first.
MEETS = {
    "take": ("complaint.take_up", "complaint.second_handler"), "close-plan": ("complaint.plan",),
    "answer-back": ("complaint.forwarded", "complaint.result"), "close": ("complaint.archive",),
    "find": ("complaint.second_answer", "complaint.regulator"),
    "letter": ("complaint.second_answer", "complaint.regulator"),
    "issue": ("complaint.second_answer", "complaint.regulator"),
    "deliver": ("complaint.second_answer", "complaint.regulator"), "tell": ("complaint.progress",),
}  # fmt: skip
LAST = datetime.max.replace(tzinfo=UTC)


def _met(key: str) -> tuple[str, ...]:
    """The clocks that a step meets."""
    return MEETS.get(key) or ((NEEDS_DUTY[key],) if key in NEEDS_DUTY else ())


def _fits(found: Shown, key: str, owed: set[str], at: datetime) -> bool:
    """Whether there is any sense in offering it: it is owed, or waits for this very step."""
    if key in NEEDS_DUTY:
        return NEEDS_DUTY[key] in owed
    case, more = found.case, found.extension
    over = case.quiet_until is not None and at >= case.quiet_until
    waiting = more is not None and more.told_at is None and more.approved is not False
    standing = any(one.split("/")[1] > at.astimezone(ZONE).isoformat() for one in case.pauses)
    fits = {
        "open-plan": case.plan_opened_at is None,
        "close-plan": _plan_open(case) and "complaint.media" not in owed,
        "outside": not case.external,
        "answer-back": bool(case.superior) and bool(owed & {"complaint.forwarded", "complaint.result"}),
        "ask-extension": "complaint.regulator" in owed and not waiting and not _longest(more),
        "decide-extension": more is not None and more.approved is None,
        "tell-extension": more is not None and bool(more.approved) and more.told_at is None,
        "pause": not standing,
        "resume": standing,
        "issue": bool(found.now.findings and found.now.further and (found.now.offer or found.now.refusal)),
        "renew": not over,
        "follow-up": over,
        "close": over,
    }
    return fits.get(key, True)


def _longest(more: Extension | None) -> bool:
    """Whether the last extension there is holds already: there is no more to ask for."""
    return more is not None and more.step == max(KEYS) and more.told_at is not None


def _plan_open(case: Complaint) -> bool:
    return case.plan_opened_at is not None and case.plan_closed_at is None
