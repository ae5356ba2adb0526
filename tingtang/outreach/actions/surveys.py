"""客户信息调查表: one form filled in with the customer; its answers are lines of the ledger of information (A21.2c)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.customers.actions import confirm_fields, state_field
from tingtang.customers.errors import BadInformation
from tingtang.customers.fields import fields_of
from tingtang.customers.information import latest_entries, values_of
from tingtang.customers.models import Customer, Source
from tingtang.customers.queries import tied_customer
from tingtang.organisation.access import viewer_of_staff
from tingtang.outreach.criteria import TYPES
from tingtang.outreach.errors import OutreachRefused, remark
from tingtang.outreach.models import Survey
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

GOALS = 400
NO_INTEREST = Bilingual("没有这类产品", "there is no such type")
EMPTY = Bilingual("请至少填写一项", "fill in at least one thing")


def asked(kind: str) -> tuple[str, ...]:
    """The fields that the form asks for: those which are kept here. Pure."""
    return tuple(one.name for one in fields_of(kind) if not one.core)


@transaction.atomic
def fill_survey(
    *,
    customer_id: str,
    answers: Mapping[str, str],
    goals: str,
    interests: Sequence[str],
    confirmed: bool,
    by: str,
    at: datetime,
) -> Survey:
    """Keep what the customer said: changed fields are stated; with `confirmed` those left as they were are confirmed.

    A field that is not among the answers stays; an empty answer takes a value back. All or
    nothing. Raises PermissionDenied without a tie, OutreachRefused naming the field that is wrong.
    """
    customer, _ = tied_customer(viewer_of_staff(by, business_date(at)), customer_id)
    held = values_of(customer, latest_entries([customer.pk]).get(customer.pk, {}))
    given = {name: answers[name].strip() for name in asked(customer.kind) if name in answers}
    changed = [name for name, text in given.items() if text != held[name]]
    same = [name for name, text in given.items() if text and text == held[name]]
    chosen = list(dict.fromkeys(interests))
    if set(chosen) - set(TYPES):
        raise OutreachRefused("interests", NO_INTEREST)
    said = remark("goals", goals, GOALS)
    if not (changed or said or chosen or (confirmed and same)):
        raise OutreachRefused("goals", EMPTY)
    _state(customer, {name: given[name] for name in changed}, by, at)
    if confirmed and same:
        _confirm(customer, same, by, at)
    made = Survey.objects.create(customer=customer, fields=changed, goals=said, interests=chosen, by=by, at=at)
    audit.record(
        by=by, at=at, action="survey.fill", subject=("customer", customer.pk),
        institution=customer.home_institution_id, detail={"survey": made.pk, "fields": changed},
    )  # fmt: skip
    return made


def _state(customer: Customer, values: Mapping[str, str], by: str, at: datetime) -> None:
    for name, text in values.items():
        try:
            state_field(customer_id=customer.pk, field=name, value=text, source=Source.STATED, by=by, at=at)
        except BadInformation as wrong:
            raise OutreachRefused(name, wrong.text) from None


def _confirm(customer: Customer, names: Sequence[str], by: str, at: datetime) -> None:
    try:
        confirm_fields(customer_id=customer.pk, fields=names, source=Source.STATED, by=by, at=at)
    except BadInformation as wrong:
        raise OutreachRefused("confirmed", wrong.text) from None
