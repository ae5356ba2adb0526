"""What meets a duty, and with which verdict. Pure: the preview of a contact and the action that saves it ask here.

met      evidence at or before `due_at`
late     evidence after `due_at`, while the duty is still owed or a pending excuse holds it
missed   evidence only after the duty lapsed: too late to count, the next duty of the subject is another one
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from tingtang.manual.book import DutyKind

Verdict = Literal["met", "late", "missed"]


class OpenDuty(Protocol):
    """What the rule looks at: a row of the ledger, or anything shaped like one."""

    kind: str
    subject_kind: str
    subject_id: str
    opened_at: datetime
    due_at: datetime
    lapses_at: datetime | None
    held: bool


AnyDuty = TypeVar("AnyDuty", bound=OpenDuty)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that was done: `event` is a name that kinds list in `met_by` (contact.reached), `at` when it was done.

    `kind` and `id` name the record that proves it (contact 42); `channel` matters to kinds that accept only some.
    """

    event: str
    kind: str
    id: str
    subject_kind: str
    subject_id: str
    at: datetime
    channel: str = ""


def verdict(duty: OpenDuty, at: datetime) -> Verdict:
    """What an open duty becomes by evidence of `at`."""
    if at <= duty.due_at:
        return "met"
    lapsed = duty.lapses_at is not None and at > duty.lapses_at
    return "missed" if lapsed and not duty.held else "late"


def meets(evidence: Evidence, duty: OpenDuty, kind: DutyKind) -> bool:
    """Whether the evidence is of the duty's subject, of an accepted event and channel, and not older than the duty."""
    return (
        evidence.event in kind.met_by
        and (evidence.subject_kind, evidence.subject_id) == (duty.subject_kind, duty.subject_id)
        and (not kind.channels or evidence.channel in kind.channels)
        and evidence.at >= duty.opened_at
    )


def duties_met(
    evidence: Evidence, open_duties: Iterable[AnyDuty], kinds: Mapping[str, DutyKind]
) -> list[tuple[AnyDuty, Verdict]]:
    """The open duties that one evidence ends, each with its verdict, soonest due first.

    `kinds` is `Rulebook.kinds`. One contact may meet several duties; a duty of a kind the manual no longer has is met
    by nothing and stays for a person to cancel.
    """
    found = [duty for duty in open_duties if duty.kind in kinds and meets(evidence, duty, kinds[duty.kind])]
    return [(duty, verdict(duty, evidence.at)) for duty in sorted(found, key=lambda duty: duty.due_at)]
