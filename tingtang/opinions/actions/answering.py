"""What is done about an entry: answered, called back, taken in as a complaint."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.opinions.errors import AlreadyDone, BadInput, NoSuchOpinion, OpinionError
from tingtang.opinions.models import Opinion, Step, What
from tingtang.shared.text import Bilingual

LONGEST = 1000
NONE = ("", "")
NO_WORDS = Bilingual("请写明情况", "say what was said")
TOO_LONG = Bilingual("内容过长", "this is too long")
NO_CONTACT = Bilingual("客户没有留下电话", "the customer left no number")
ANSWER_FIRST = Bilingual("请先写明答复，再记录回访", "write the answer first, then record the call")
NO_NUMBER = Bilingual("请写明投诉编号", "name the complaint")
Hidden = Callable[[Collection[str]], set[str]]


def _nothing(_numbers: Collection[str]) -> set[str]:
    return set()


@transaction.atomic
def answer(*, by: str, at: datetime, opinion_id: int, text: str) -> Step:
    """Write the answer (A35.3). Meets the duty where no number was left. Raises AlreadyDone for a second one."""
    opinion = _take(opinion_id)
    step = _append(opinion, What.ANSWERED, by=by, at=at, text=_words(text))
    _settle(opinion, step)
    return step


@transaction.atomic
def call_back(*, by: str, at: datetime, opinion_id: int, reached: bool, text: str) -> Step:
    """Record a call to the number that was left (A19.3b). Only one that reached the customer meets the duty.

    Raises BadInput without words, OpinionError where no number was left or nothing was answered yet.
    """
    opinion = _take(opinion_id)
    if not opinion.phone:
        raise OpinionError(NO_CONTACT)
    if not opinion.steps.filter(what=What.ANSWERED).exists():
        raise OpinionError(ANSWER_FIRST)
    step = _append(opinion, What.CALLED if reached else What.NOT_REACHED, by=by, at=at, text=_words(text))
    _settle(opinion, step)
    return step


@transaction.atomic
def link_complaint(
    *, by: str, at: datetime, opinion_id: int, complaint: str, subject: tuple[str, str], hidden: Hidden = _nothing
) -> Step:
    """Write down which complaint the entry became.

    `subject`: the case as the trail knows it; the trail's entry is the case's, kept from whom the case
    is kept. `hidden`: of numbers of cases those that `by` must not learn of; a link to one does not stand in the
    way, since a refusal would tell of it (A34.6). Raises AlreadyDone beside any other link.
    """
    opinion, complaint = _take(opinion_id), complaint.strip()
    if not complaint or len(complaint) > 64:
        raise BadInput("complaint", NO_NUMBER)
    linked = opinion.steps.filter(what=What.COMPLAINT_LINKED)
    others = set(linked.exclude(by=by).values_list("ref", flat=True))
    if linked.filter(by=by).exists() or others - hidden(others):
        raise AlreadyDone
    return _append(opinion, What.COMPLAINT_LINKED, by=by, at=at, ref=complaint, subject=subject)


def _take(opinion_id: int) -> Opinion:
    """The entry, locked until the transaction ends."""
    opinion = Opinion.objects.select_for_update().filter(pk=opinion_id).first()
    if opinion is None:
        raise NoSuchOpinion
    return opinion


def _words(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput("text", NO_WORDS)
    if len(text) > LONGEST:
        raise BadInput("text", TOO_LONG)
    return text


def _append(
    opinion: Opinion,
    what: What,
    *,
    by: str,
    at: datetime,
    text: str = "",
    ref: str = "",
    subject: tuple[str, str] = NONE,
) -> Step:
    """The step with its audit entry; the words and the number of the complaint stay out of the trail."""
    try:
        with transaction.atomic():
            step = Step.objects.create(opinion=opinion, what=what, at=at, by=by, text=text, ref=ref)
    except IntegrityError as error:
        raise AlreadyDone from error
    audit.record(
        by=by, at=at, action=f"opinion.{what.value}", subject=subject if ref else ("opinion", str(opinion.pk)),
        institution=opinion.institution_id, detail={"opinion": opinion.pk} if ref else {},
    )  # fmt: skip
    return step


def _settle(opinion: Opinion, step: Step) -> None:
    """The duty is met by the answer, and by the call as well where a number was left."""
    if step.what != (What.CALLED if opinion.phone else What.ANSWERED):
        return
    evidence = Evidence(
        event="opinion.settled",
        kind="opinion_step",
        id=str(step.pk),
        subject_kind="opinion",
        subject_id=str(opinion.pk),
        at=step.at,
    )
    close_with_evidence(evidence=evidence, by=step.by, at=step.at)
