"""More time: the regulator's extensions, approved and told (A34.3), and clocks that stand still for a while."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.complaints.actions.history import OPEN, step, take, words
from tingtang.complaints.clocks import length_of, open_duties_of, pauses_of, recompute, run
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.models import Complaint, Extension, State, What
from tingtang.duties.actions import change_due
from tingtang.duties.models import Duty
from tingtang.shared.clock_record import Clock
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE

KIND = "complaint.regulator"
KEYS = {1: "complaint.regulator_extended_days", 2: "complaint.regulator_longest_days"}
DONE = Bilingual("处理决定已作出，无需延期", "it has been decided: no more time is needed")
NO_MORE = Bilingual("已延期两次，不能再延", "it was extended twice: there is no more")
WAITS = Bilingual("已有延期申请在办理", "an extension is being decided already")
DECIDED = Bilingual("该申请已处理", "this request has been decided")
NOT_APPROVED = Bilingual("延期未经批准", "the extension is not approved")
ONESELF = Bilingual("不能批准自己的申请", "nobody approves their own request")
STANDS = Bilingual("计时已中止", "the clocks stand still already")
RUNS = Bilingual("计时未中止", "the clocks are running")
AHEAD = Bilingual("恢复时间须晚于现在", "the clocks go on at some time ahead")


def _regulator(case: Complaint) -> Duty:
    """The open duty of the regulator's time. Raises WrongState once it is met."""
    found = next((duty for duty in open_duties_of(case) if duty.kind == KIND), None)
    if found is None:
        raise WrongState(DONE)
    return found


@transaction.atomic
def ask_extension(*, complaint_id: int, reason: str, by: str, at: datetime) -> Extension:
    """Ask for the next step: 30 days, then 60, from receipt. Raises BadInput, WrongState."""
    reason = words("reason", reason, longest=400)
    case = take(complaint_id, State.HANDLING)
    _regulator(case)
    given = Extension.objects.filter(complaint=case).exclude(approved=False)
    if given.filter(told_at__isnull=True).exists():
        raise WrongState(WAITS)
    nth = given.count() + 1
    if nth not in KEYS:
        raise WrongState(NO_MORE)
    try:
        with transaction.atomic():
            asked = Extension.objects.create(complaint=case, step=nth, reason=reason, asked_by=by, asked_at=at)
    except IntegrityError:
        raise WrongState(WAITS) from None
    step(case, What.EXTENSION_ASKED, by=by, at=at, text=reason, data={"step": nth})
    return asked


@transaction.atomic
def decide_extension(*, complaint_id: int, approved: bool, by: str, at: datetime) -> Extension:
    """Approve or refuse, by another person. Nothing moves until the customer is told. Raises WrongState, BadInput."""
    case = take(complaint_id, *OPEN)
    asked = Extension.objects.select_for_update().filter(complaint=case, approved__isnull=True).first()
    if asked is None:
        raise WrongState(DECIDED)
    if asked.asked_by == by:
        raise BadInput("approved", ONESELF)
    asked.approved, asked.decided_by, asked.decided_at = approved, by, at
    asked.save(update_fields=["approved", "decided_by", "decided_at"])
    what = What.EXTENSION_APPROVED if approved else What.EXTENSION_REFUSED
    step(case, what, by=by, at=at, data={"step": asked.step})
    return asked


@transaction.atomic
def tell_extension(*, complaint_id: int, text: str, by: str, at: datetime) -> Extension:
    """The customer was told why it takes longer: from now the longer time holds, the old one stays in the record."""
    text = words("text", text, longest=400)
    case = take(complaint_id, *OPEN)
    given = Extension.objects.select_for_update().filter(complaint=case, approved=True, told_at__isnull=True).first()
    if given is None:
        raise WrongState(NOT_APPROVED)
    duty = _regulator(case)
    given.told_at, given.told = at, text
    given.save(update_fields=["told_at", "told"])
    n, unit = length_of(KEYS[given.step], at, case.place_id)
    clock = Clock(case.received_at, unit, n, pauses_of(case))
    end, kept = run(clock), clock.as_json()
    reason = f"extension {given.step}, approved by {given.decided_by}, told"
    change_due(duty_id=duty.pk, due_at=end.due_at, clock=kept, reason=reason, by=by, at=at)
    started = {
        "kind": KIND, "round": int(duty.subject_id.split(".")[1]), "period_on": duty.period_on.isoformat(),
        "start": kept["start"], "unit": unit, "n": n,
    }  # fmt: skip
    step(case, What.EXTENDED, by=by, at=at, text=text, data={"step": given.step, "clocks": [started]})
    return given


@transaction.atomic
def pause(*, complaint_id: int, until: datetime, reason: str, by: str, at: datetime) -> Complaint:
    """The clocks that may stand still do, from now until a time named; each gets its new end at once.

    The old ends stay in the record. Raises BadInput, WrongState while they stand still.
    """
    reason = words("reason", reason, longest=200)
    case = take(complaint_id, State.HANDLING)
    if until <= at:
        raise BadInput("until", AHEAD)
    most, unit = length_of("complaint.pause_days", at, case.place_id)
    if until > run(Clock(at, unit, most)).due_at:
        raise BadInput("until", Bilingual(f"一次最多中止 {most} 天", f"the clocks stand still {most} days at most"))
    if any(one.start <= at < one.end for one in pauses_of(case)):
        raise WrongState(STANDS)
    pauses = [*case.pauses, f"{_iso(at)}/{_iso(until)}"]
    step(case, What.PAUSED, by=by, at=at, text=reason, change={"pauses": pauses}, data={"pauses": pauses})
    recompute(case, by=by, at=at, reason=reason)
    return case


@transaction.atomic
def resume(*, complaint_id: int, reason: str, by: str, at: datetime) -> Complaint:
    """The clocks go on before the time that was named: every end moves back to what it would have been."""
    reason = words("reason", reason, longest=200)
    case = take(complaint_id, State.HANDLING)
    standing = [one for one in pauses_of(case) if one.start <= at < one.end]
    if not standing:
        raise WrongState(RUNS)
    pauses = [_until_now(kept, at) for kept in case.pauses]
    kept = [one for one in pauses if one]
    step(case, What.RESUMED, by=by, at=at, text=reason, change={"pauses": kept}, data={"pauses": kept})
    recompute(case, by=by, at=at, reason=reason)
    return case


def _until_now(kept: str, at: datetime) -> str:
    """The pause, ended at `at` if it still runs; "" when it has just begun and stood nothing still."""
    start, _, end = kept.partition("/")
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    if not begins <= at < ends:
        return kept
    return f"{start}/{_iso(at)}" if at > begins else ""


def _iso(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat()
