"""A checklist is begun, answered line by line and handed in; what failed is put right (A19.1, A20.1, A25.2, A38)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.duties.actions import close_with_evidence, open_duty
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.lobby.actions.devices import report_fault
from tingtang.lobby.models import DeviceFault
from tingtang.lobby.models.devices import OF_CASH, FaultKind
from tingtang.lobby.roles import duty_role
from tingtang.manual.book.checklists import Checklist
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution
from tingtang.routines.actions.daily import owed_now
from tingtang.routines.errors import AlreadyDone, BadInput, NoSuchRecord, NotYours, PastDay
from tingtang.routines.keeping import keep_photo, noted, one_of, text
from tingtang.routines.lines import lines_of
from tingtang.routines.models import Answer, Filling, Mending, Result
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LONGEST = 200
# A fault that a list can tell; cash has its own report.
FAULTS = tuple(kind for kind in FaultKind.values if kind not in OF_CASH)
HANDED_IN = Bilingual("清单已提交，不能再改", "the list was handed in: nothing of it changes")
STAYS = Bilingual("不符合的项不能改回，整改后另行记录", "a fail stays one; how it was put right is recorded beside it")
SAY_WHAT = Bilingual("请写明情况", "say what was seen")
NOT_FAILED = Bilingual("该项没有不符合", "this line did not fail")
BY_FAULT = Bilingual("设备故障在设备登记中处理", "the fault of a device is put right in the register of devices")


def checklist_named(name: str) -> Checklist:
    """The checklist of the manual. Raises NoSuchRecord."""
    found = rulebook().checklists.get(name)
    if found is None:
        raise NoSuchRecord
    return found


@transaction.atomic
def begin(*, institution_id: str, name: str, by: str, at: datetime, staff_id: str = "") -> Filling:
    """Today's list of the outlet, or of a person (`staff_id`), with no line answered; begun before, the same one.

    Raises NoSuchRecord, NotYours, NotOwed.
    """
    checklist, on = checklist_named(name), business_date(at)
    institution = Institution.objects.filter(pk=institution_id).first()
    if institution is None:
        raise NoSuchRecord
    owner = staff_id if checklist.personal else ""
    if checklist.personal and owner != by:
        raise NotYours
    kind, subject = checklist.kind, owner or institution_id
    duty = owed_now(institution=institution, kind=kind, subject_id=subject, on=on, by=by, at=at)
    made, fresh = Filling.objects.get_or_create(
        institution_id=duty.institution_id, checklist=name, on=on, staff_id=owner or None,
        defaults={"duty_id": duty.pk, "due_at": duty.due_at, "begun_at": at, "begun_by": by},
    )  # fmt: skip
    if fresh:
        _write_lines(made, checklist)
        noted("checklist.begin", made, institution=institution_id, by=by, at=at, checklist=name)
    return made


def _write_lines(filling: Filling, checklist: Checklist) -> None:
    lines = lines_of(checklist, filling.institution_id, filling.on)
    Answer.objects.bulk_create(
        Answer(
            filling=filling, n=n, item=line.item.id, article=line.item.article, opens=line.item.opens,
            zh=f"{line.named}：{line.item.text.zh}" if line.named else line.item.text.zh,
            en=f"{line.named}: {line.item.text.en}" if line.named else line.item.text.en,
            device=line.device, material=line.material,
        )
        for n, line in enumerate(lines, 1)
    )  # fmt: skip


@transaction.atomic
def answer(
    *, answer_id: int, result: str, by: str, at: datetime, note: str = "", photo: bytes = b"", fault: str = "partial"
) -> Answer:
    """Say what was found: ok, fail or none (does not apply), the latter two with a note; `photo`: JPEG or PNG.

    A fail opens the fault of the device (`fault`: its kind) or a task, and stays. Raises NoSuchRecord, NotYours,
    PastDay, AlreadyDone, BadInput.
    """
    line = Answer.objects.select_for_update(of=("self",)).select_related("filling").filter(pk=answer_id).first()
    if line is None:
        raise NoSuchRecord
    filling = _open(line.filling_id, by=by, at=at)
    if line.result == Result.FAIL:
        raise AlreadyDone(STAYS)
    one_of("result", result, Result.values)
    line.note = text("note", note, LONGEST, needed=False)
    if result != Result.OK and not line.note:
        raise BadInput("note", SAY_WHAT)
    line.result, line.at, line.by = result, at, by
    line.photo = keep_photo(photo) or line.photo
    if result == Result.FAIL and line.opens == "device":
        line.fault = _fault(line, fault, by=by, at=at)
    line.save()
    noted("checklist.answer", line, institution=filling.institution_id, by=by, at=at, item=line.item, result=result)
    if result == Result.FAIL and line.opens != "device":
        _owe(line, filling, by=by, at=at)
    return line


def _open(filling_id: int, *, by: str, at: datetime) -> Filling:
    """The filling, locked, where `by` may still write in it."""
    filling = Filling.objects.select_for_update().get(pk=filling_id)
    if filling.staff_id and filling.staff_id != by:
        raise NotYours
    if filling.on != business_date(at):
        raise PastDay
    if filling.done_at is not None:
        raise AlreadyDone(HANDED_IN)
    return filling


def _fault(line: Answer, kind: str, *, by: str, at: datetime) -> DeviceFault:
    """The device's fault, opened now or standing already, with its duty in the lobby (A19.2f)."""
    one_of("fault", kind, FAULTS)
    device = line.device_id or 0  # a check of the table: it has one
    return report_fault(device_id=device, kind=kind, described=line.note, by=by, at=at)[0]


def _owe(line: Answer, filling: Filling, *, by: str, at: datetime) -> None:
    """What failed is owed: by the person whose own list it is, else by whoever answers for the lobby."""
    key = f"checklist.{line.opens}_working_days"
    owner = {"owner_staff_id": filling.staff_id} if filling.staff_id else {}
    role = {} if filling.staff_id else {"owner_role": duty_role(filling.institution_id, filling.on)}
    within = Within(at, key, filling.on, filling.institution_id)
    said: dict[str, object] = {"found": f"{line.zh}（{line.note}）"}
    open_duty(opening=within.opening(f"checklist.{line.opens}", str(line.pk), said, **owner, **role), by=by, at=at)


@transaction.atomic
def hand_in(*, filling_id: int, by: str, at: datetime) -> Filling:
    """Hand the list in: every line is answered. In time it meets the duty; later it is kept as late, and missed it is.

    Raises NoSuchRecord, NotYours, PastDay, AlreadyDone, BadInput naming how many lines wait.
    """
    if not Filling.objects.filter(pk=filling_id).exists():
        raise NoSuchRecord
    filling = _open(filling_id, by=by, at=at)
    waiting = filling.answers.filter(result__isnull=True).count()
    if waiting:
        raise BadInput("answers", Bilingual(f"还有 {waiting} 项没有检查", f"{waiting} lines are not looked at yet"))
    filling.done_at, filling.done_by = at, by
    filling.save(update_fields=["done_at", "done_by"])
    failed = filling.answers.filter(result=Result.FAIL).count()
    noted("checklist.hand_in", filling, institution=filling.institution_id, by=by, at=at, failed=failed)
    subject = filling.staff_id or filling.institution_id
    evidence = Evidence("checklist.filled", "filling", str(filling.pk), "checklist", subject, at)
    close_with_evidence(evidence=evidence, by=by, at=at, only=[filling.duty_id])
    return filling


@transaction.atomic
def mend(*, answer_id: int, remedy: str, by: str, at: datetime) -> Mending:
    """Say how a failed line was put right: its task is met. Raises NoSuchRecord, BadInput, AlreadyDone."""
    remedy = text("remedy", remedy, LONGEST)
    line = Answer.objects.select_for_update(of=("self",)).select_related("filling").filter(pk=answer_id).first()
    if line is None:
        raise NoSuchRecord
    if line.result != Result.FAIL or line.opens == "device":
        raise BadInput("remedy", BY_FAULT if line.opens == "device" else NOT_FAILED)
    if Mending.objects.filter(answer=line).exists():
        raise AlreadyDone
    made = Mending.objects.create(answer=line, at=at, by=by, remedy=remedy)
    noted("checklist.mend", made, institution=line.filling.institution_id, by=by, at=at, line=line.pk)
    evidence = Evidence("checklist.mended", "mending", str(made.pk), "failed_item", str(line.pk), at)
    close_with_evidence(evidence=evidence, by=by, at=at)
    return made
