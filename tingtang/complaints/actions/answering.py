"""The opinion letter, its delivery, the quiet days, a renewed complaint and the end of a case (A34.4, A34.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tingtang.complaints.actions.files import keep
from tingtang.complaints.actions.finding import AHEAD
from tingtang.complaints.actions.handling import end_handling
from tingtang.complaints.actions.history import not_before, step, take, words
from tingtang.complaints.actions.intake import Said, open_case
from tingtang.complaints.clocks import Start, hand_over, length_of, open_duties_of, run
from tingtang.complaints.errors import BadInput, NotYours, WrongState
from tingtang.complaints.models import Attachment, Complaint, Concerned, Handling, Round, State, What
from tingtang.duties.actions import cancel
from tingtang.shared.clock_record import Clock
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

WAYS = ("hand", "post", "mail")
NO_FINDINGS = Bilingual("请写明调查结果", "say what was found")
NO_OFFER = Bilingual("请写明处理意见，或不予支持的理由", "say what is offered, or why nothing is")
NO_FURTHER = Bilingual("请告知客户进一步的救济途径", "say how the customer may go further")
NO_WAY = Bilingual("请选择送达方式", "choose how it was delivered")
USED = Bilingual("这份证明已用于前一轮的送达", "this proves the delivery of an earlier round")
BEFORE_ISSUE = Bilingual("送达不能早于出具", "it cannot arrive before it was issued")
NO_HANDLER = Bilingual("请先指定处理人", "somebody must take the case in hand first")
QUIET = Bilingual("异议期未满，不能结案", "the quiet days are not over: it cannot be closed")
OVER = Bilingual("异议期已满，再次投诉须另立新案", "the quiet days are over: it becomes a new case")
WITHIN = Bilingual("仍在异议期内，请在本件办理", "the quiet days still run: it goes on as the same case")
OWED = Bilingual(
    "仍有未完成的事项：致歉、方案、应急预案或政策解释",
    "something is still owed: an apology, a plan, or explaining a policy",
)
LETTER = {"findings": 4000, "offer": 2000, "refusal": 2000, "further": 1000}
FINISH_FIRST = frozenset({"complaint.apology_visit", "complaint.loss_plan", "complaint.plan", "complaint.policy"})


@transaction.atomic
def write_letter(
    *, complaint_id: int, by: str, at: datetime, findings: str, offer: str, refusal: str, further: str
) -> Round:
    """Keep the letter of the present round as far as it is written. Raises BadInput, WrongState."""
    said = {"findings": findings, "offer": offer, "refusal": refusal, "further": further}
    case = take(complaint_id, State.HANDLING)
    this = Round.objects.select_for_update().get(complaint=case, n=case.round)
    for name, text in said.items():
        setattr(this, name, words(name, text, longest=LETTER[name], needed=False))
    this.save(update_fields=list(said))
    step(case, What.WRITTEN, by=by, at=at)
    return this


@transaction.atomic
def issue_letter(*, complaint_id: int, by: str, at: datetime) -> Round:
    """The letter goes out, whole: findings, what is offered or why not, how to go further. By who examined the round.

    Raises BadInput naming the part that is missing, NotYours, WrongState.
    """
    case = take(complaint_id, State.HANDLING)
    handling = Handling.objects.filter(complaint=case, ended_at__isnull=True).first()
    if handling is None:
        raise WrongState(NO_HANDLER)
    this = Round.objects.select_for_update().get(complaint=case, n=case.round)
    _check_whole(this)
    if Concerned.objects.filter(complaint=case, staff=by).exists():
        raise NotYours
    this.issued_at, this.issued_by = at, by
    this.save(update_fields=["issued_at", "issued_by"])
    step(case, What.ISSUED, by=by, at=at, change={"state": State.ISSUED})
    return this


def _check_whole(letter: Round) -> None:
    if not letter.findings:
        raise BadInput("findings", NO_FINDINGS)
    if not (letter.offer or letter.refusal):
        raise BadInput("offer", NO_OFFER)
    if not letter.further:
        raise BadInput("further", NO_FURTHER)


@transaction.atomic
def prove_delivery(
    *, complaint_id: int, way: str, delivered_at: datetime, name: str, content: bytes, by: str, at: datetime
) -> Round:
    """The customer has the letter, and here is the proof: from now the quiet days run (A34.4). Raises BadInput."""
    if way not in WAYS:
        raise BadInput("way", NO_WAY)
    case = take(complaint_id, State.ISSUED)
    this = Round.objects.select_for_update().get(complaint=case, n=case.round)
    if delivered_at > at:
        raise BadInput("delivered_at", AHEAD)
    if this.issued_at is None or (delivered_at := not_before(delivered_at, this.issued_at)) < this.issued_at:
        raise BadInput("delivered_at", BEFORE_ISSUE)
    proof = keep(case, what=Attachment.What.PROOF, name=name, content=content, by=by, at=at)
    if Round.objects.filter(proof=proof).exists():
        raise BadInput("file", USED)
    days, unit = length_of("complaint.quiet_days", at, case.place_id)
    quiet = run(Clock(delivered_at, unit, days))
    this.delivered_at, this.delivered_by, this.proof, this.quiet_until = delivered_at, way, proof, quiet.due_at
    this.save(update_fields=["delivered_at", "delivered_by", "proof", "quiet_until"])
    change = {"state": State.QUIET, "quiet_until": quiet.due_at}
    kept = {"delivered_at": delivered_at.isoformat(), "quiet": {"unit": unit, "n": days}}
    starts = [_archive(case, delivered_at, quiet.due_at, days, at)]
    step(case, What.DELIVERED, by=by, at=at, change=change, starts=starts, data=kept, met_at=delivered_at)
    return this


def _archive(case: Complaint, delivered_at: datetime, quiet_until: datetime, days: int, at: datetime) -> Start:
    """Shown once the quiet days are over; the day after their last is the first that counts."""
    working, _ = length_of("complaint.archive_working_days", at, case.place_id)
    facts = {"delivered_on": business_date(delivered_at).isoformat(), "quiet_days": days, "working_days": working}
    last_quiet_day = quiet_until - timedelta(seconds=1)
    return Start("complaint.archive", last_quiet_day, show_at=quiet_until, inputs=facts)


@transaction.atomic
def renew(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """Still dissatisfied within the quiet days: a new round of the same case, which another must examine (A34.4).

    Two at once make one round: who comes second finds it handled again. Raises BadInput, WrongState.
    """
    text = words("text", text)
    case = take(complaint_id, State.QUIET)
    if case.quiet_until is None or at >= case.quiet_until:
        raise WrongState(OVER)
    archive = [duty.pk for duty in open_duties_of(case) if duty.kind == "complaint.archive"]
    if archive:
        cancel(duty_ids=archive, reason="renewed within the quiet days", by=by, at=at)
    former = case.handlings.order_by("-at", "-pk").values_list("staff_id", flat=True).first()
    end_handling(case, at)
    n = case.round + 1
    Round.objects.create(complaint=case, n=n, opened_at=at, renewed=text)
    days, _ = length_of("complaint.appoint_working_days", at, case.place_id)
    said = {"renewed_on": business_date(at).isoformat(), "working_days": days}
    change = {"state": State.HANDLING, "round": n, "quiet_until": None}
    starts = [Start("complaint.second_handler", at, inputs=said)]
    step(case, What.RENEWED, by=by, at=at, text=text, change=change, starts=starts)
    hand_over(case, former, by=by, at=at, reason="renewed within the quiet days")  # who handled it no longer can
    return case


@transaction.atomic
def follow_up(*, complaint_id: int, text: str, by: str, at: datetime, key: str = "") -> Complaint:
    """Dissatisfied again after the quiet days: a new case, linked to the first. Raises BadInput, WrongState."""
    text = words("text", text, longest=4000)
    case = take(complaint_id, State.QUIET, State.CLOSED)
    if case.quiet_until is None or at < case.quiet_until:
        raise WrongState(WITHIN)
    concerned = Concerned.objects.filter(complaint=case).values_list("staff_id", flat=True)
    said = Said(
        channel=case.channel if case.channel not in ("superior", "media") else "phone", business=case.business,
        cause=case.cause, institution_id=case.institution_id, facts=text, request=case.request,
        customer_id=case.customer_id, complainant=case.complainant, phone=case.phone, address=case.address,
        agent=case.agent, agent_phone=case.agent_phone, agent_authority=case.agent_authority, products=case.products,
        concerned=tuple(concerned), source=f"complaint:{case.pk}",
    )  # fmt: skip
    made = open_case(said=said, by=by, at=at, key=key, follows=case)
    if not made.again:
        step(case, What.FOLLOWED, by=by, at=at, data={"case": made.complaint.pk})
    return made.complaint


@transaction.atomic
def close(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """Archive and close, once the quiet days are over without a renewed complaint (A34.4, A34.5): what the customer
    said of the answer. Supervised cases are then reported up; every case becomes a lesson or says why not (A35.7).
    """
    text = words("text", text)
    case = take(complaint_id, State.QUIET)
    if case.quiet_until is None or at < case.quiet_until:
        raise WrongState(QUIET)
    if any(duty.kind in FINISH_FIRST for duty in open_duties_of(case)):
        raise WrongState(OWED)
    end_handling(case, at)
    step(
        case, What.CLOSED, by=by, at=at, text=text, change={"state": State.CLOSED, "closed_at": at},
        starts=_after_closing(case, at),
    )  # fmt: skip
    return case


def _after_closing(case: Complaint, at: datetime) -> list[Start]:
    days, _ = length_of("complaint.lesson_working_days", at, case.place_id)
    found = [Start("complaint.lesson", at, inputs={"working_days": days})]
    if case.superior:
        days, _ = length_of("complaint.result_working_days", at, case.place_id)
        found.append(Start("complaint.result", at, inputs={"superior": case.superior, "working_days": days}))
    return found
