"""Reading contacts, and telling beforehand which duties one would meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from tingtang.contacts.models import Contact, Outcome
from tingtang.duties.models import Duty, State
from tingtang.duties.queries.cases import Page, page
from tingtang.duties.verdicts import Evidence, Verdict, duties_met
from tingtang.manual.book import Rulebook

RESULT_SAID = "attrition.result"  # what the kinds of signals name in `met_by`


def event_of(outcome: str, memo: str) -> str:
    """The event of the manual's `met_by`: contact.reached, or what the attempt came to. Without a memo none counts."""
    if outcome == Outcome.REACHED and not memo.strip():
        return "contact.without_memo"
    return f"contact.{outcome}"


def evidence_of(contact: Contact) -> Evidence:
    """What a kept contact proves."""
    return Evidence(
        event=event_of(contact.outcome, contact.memo),
        kind="contact",
        id=str(contact.pk),
        subject_kind="customer",
        subject_id=contact.customer_id,
        at=contact.at,
        channel=contact.channel,
    )


def open_duties(customer_id: str) -> list[Duty]:
    """The open duties of a customer, soonest due first."""
    return list(
        Duty.objects.filter(subject_kind="customer", subject_id=customer_id, state=State.OPEN).order_by("due_at")
    )


def would_meet(
    *,
    duties: list[Duty],
    customer_id: str,
    channel: str,
    outcome: str,
    memo: str,
    at: datetime,
    book: Rulebook,
    result: str = "",
) -> list[tuple[Duty, Verdict]]:
    """Which of these open duties the contact would end if it were saved now, with each verdict; nothing is written.

    `result`: what came of the signals of leaving, which ends those (A31.4).
    """
    evidence = Evidence(
        event=event_of(outcome, memo), kind="contact", id="0", subject_kind="customer", subject_id=customer_id, at=at,
        channel=channel,
    )  # fmt: skip
    signals = duties_met(replace(evidence, event=RESULT_SAID), duties, book.kinds) if result else []
    return duties_met(evidence, duties, book.kinds) + signals


def history(customer_id: str, limit: int) -> QuerySet[Contact]:
    """The latest contacts with a customer, newest first."""
    rows = Contact.objects.filter(customer=customer_id).select_related("staff").order_by("-at")
    return rows[:limit]


def contacts_of(customer_id: str, number: int = 1) -> Page[Contact]:
    """A page of the contacts and attempts with a customer, newest first. One query."""
    rows = Contact.objects.filter(customer=customer_id).select_related("staff").order_by("-at", "-pk")
    return page(rows, number)
