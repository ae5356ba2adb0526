"""States that must not exist are refused by the database itself, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from tingtang.corporate import actions
from tingtang.corporate.models import AccountOpening, ClientNeed, Lead, LeadEvent, Member, Proposal, Segment, Visit
from tingtang.corporate.tests.bank import Companies, later


def refused(change: Callable[[], Any]) -> None:
    """The database says no, and nothing else breaks."""
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def put(model: type[Model], **fields: Any) -> Callable[[], Any]:
    """Setting fields behind the back of the actions."""
    return lambda: model._base_manager.update(**fields)


def test_a_lead_that_cannot_be(companies: Companies) -> None:
    lead = companies.lead()
    for fields in ({"stage": "dreaming"}, {"stage": "lost"}, {"ended_at": later()}, {"company": ""}, {"source": ""},
                   {"size": "huge"}, {"turn": 0}):  # fmt: skip
        refused(put(Lead, **fields))
    again = {"institution_id": "O1", "owner_id": "A1", "made_by_id": "A1", "made_at": later(), "source": "park"}
    refused(lambda: Lead.objects.create(company=lead.company, **again))
    refused(put(LeadEvent, text="别的"))
    refused(LeadEvent.objects.all().delete)
    everybody = {"institution_id": "O1", "title": "全部", "offer": "一样", "at": later(), "by": "H1"}
    refused(lambda: Segment.objects.create(**everybody))
    lead = companies.call(lead, "unwilling")
    refused(put(Lead, stage="new", ended_at=None))
    refused(put(Lead, stage="set_up"))


def test_work_that_cannot_be(companies: Companies) -> None:
    lead = companies.call(companies.lead(), "opens", agreed_on=later(2).date())
    visit = actions.plan_visit(by="A1", at=later(hours=2), lead_id=lead.pk, seen=lead.n, plan=companies.plan())
    for fields in ({"state": "held"}, {"state": "held", "result": "好", "ended_at": later(1)}, {"finance": True},
                   {"confirmed_at": later()}, {"level": "king"}, {"place": ""}):  # fmt: skip
        refused(put(Visit, **fields))
    for fields in ({"state": "opened"}, {"closed_at": later()}, {"state": "lacking"}, {"told_at": later()},
                   {"lacking": "公章"}):  # fmt: skip
        refused(put(AccountOpening, **fields))
    refused(put(Lead, stage="lost", ended_at=later()))  # over what is under way
    refused(lambda: AccountOpening.objects.create(lead=lead, institution_id="O1", agreed_on=later(3).date(),
                                                  papers=False, made_at=later()))  # fmt: skip
    refused(put(Member, staff_id="H1"))
    actions.call_off(by="A1", at=later(1), visit_id=visit.pk, reason="改期")
    refused(put(Visit, place="别处"))
    actions.not_come(by="OT", at=later(2), opening_id=lead.openings.get().pk)
    refused(put(AccountOpening, papers=True))
    need = actions.pass_on(by="A1", at=later(2), lead_id=lead.pk, code="trade", text="信用证")
    for fields in ({"answer": "可以"}, {"told_at": later(3)}, {"text": ""}):
        refused(put(ClientNeed, **fields))
    actions.answer(by="DO", at=later(2), need_id=need.pk, text="可以")
    actions.tell(by="A1", at=later(3), need_id=need.pk)
    refused(put(ClientNeed, answer="不可以"))
    parts = dict.fromkeys(("understanding", "solution", "strengths", "team"), "说明")
    lead = Lead.objects.get()
    actions.propose(by="A1", at=later(3), lead_id=lead.pk, seen=lead.n, parts=parts, weighed={})
    refused(put(Proposal, parts={}))
    lead.refresh_from_db()
    actions.lose(by="A1", at=later(4), lead_id=lead.pk, seen=lead.n, text="不合适")
    refused(lambda: Visit.objects.create(lead=lead, starts_at=later(9), place="园区", level="clerk", made_at=later(5)))
