"""Other needs (A24.3d): to the department in charge, answered in its time, the answer brought back to the client."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.corporate.actions.history import SHORT, What, code_of, move, owe, prove, take, words
from tingtang.corporate.errors import NoSuchLead, NotYours, WrongStage
from tingtang.corporate.models import ClientNeed, Lead
from tingtang.corporate.standing import department_for, may_reply
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import viewer_of_staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

KIND = "client_need"
ANSWERED = Bilingual("已经答复", "it is answered already")
NO_ANSWER = Bilingual("部门尚未答复，或已告知客户", "there is no answer yet, or the client knows it")


@transaction.atomic
def pass_on(*, by: str, at: datetime, lead_id: int, code: str, text: str) -> ClientNeed:
    """Send a need of the client to its department. Raises BadInput, NotYours, WrongStage."""
    return ask(take(lead_id, by=by, at=at, ended=True), code, text, by=by, at=at)


def ask(lead: Lead, code: str, text: str, *, by: str, at: datetime) -> ClientNeed:
    """The same with the lead in hand; the department owes its answer."""
    code_of("need", "needs", code)
    text = words("need_text", text, SHORT)
    place, on = department_for(code, lead.institution_id), business_date(at)
    made = ClientNeed.objects.create(lead=lead, code=code, text=text, department_id=place, asked_by=by, asked_at=at)
    move(lead, What.ASKED, by=by, at=at, text=text, detail={"need": code, "department": place})
    said = {
        "manager": lead.owner.name, "asked_on": on.isoformat(), "need": rulebook().corporate["needs"][code].text.zh,
    }  # fmt: skip
    owe("corporate.need_answered", str(made.pk), place, "corporate.answer_working_days", by=by, at=at, said=said,
        owner_role="department_officer")  # fmt: skip
    return made


def _take(need_id: int) -> ClientNeed:
    found = ClientNeed.objects.filter(pk=need_id).first()
    if found is None:
        raise NoSuchLead
    lead = Lead.objects.select_for_update().get(pk=found.lead_id)
    need = ClientNeed.objects.select_related("department").get(pk=need_id)  # as it stands now that the lead is locked
    need.lead = lead
    return need


@transaction.atomic
def answer(*, by: str, at: datetime, need_id: int, text: str) -> ClientNeed:
    """The department's solution; the manager owes bringing it to the client. Raises BadInput, NotYours, WrongStage."""
    text, need = words("text", text), _take(need_id)
    if not may_reply(viewer_of_staff(by, business_date(at)), need):
        raise NotYours
    if need.answered_at is not None:
        raise WrongStage(ANSWERED)
    need.answer, need.answered_by, need.answered_at = text, by, at
    need.save(update_fields=["answer", "answered_by", "answered_at"])
    lead = need.lead
    event = move(lead, What.ANSWERED, by=by, at=at, text=text, detail={"need": need.code})
    prove("need.answered", (KIND, str(need.pk)), f"{lead.pk}.{event.n}", by=by, at=at)
    said = {"department": need.department.name, "answered_on": business_date(at).isoformat()}
    owe("corporate.need_told", str(need.pk), lead.institution_id, "corporate.answer_told_working_days", by=by, at=at,
        said=said, owner_staff_id=lead.owner_id)  # fmt: skip
    return need


@transaction.atomic
def tell(*, by: str, at: datetime, need_id: int, note: str = "") -> ClientNeed:
    """The answer was brought to the client. Raises NotYours, WrongStage."""
    note, need = words("note", note, SHORT, needed=False), _take(need_id)
    lead = take(need.lead_id, by=by, at=at, ended=True)
    if need.answered_at is None or need.told_at is not None:
        raise WrongStage(NO_ANSWER)
    need.told_at = at
    need.save(update_fields=["told_at"])
    event = move(lead, What.TOLD, by=by, at=at, text=note, detail={"need": need.code})
    prove("need.told", (KIND, str(need.pk)), f"{lead.pk}.{event.n}", by=by, at=at)
    return need
