"""Keeping information true: state or confirm a field, propose a correction to the core bank, answer it (A31.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.customers.completing import completed
from tingtang.customers.consent import ANSWERS, CHANNELS, GUARDIAN, PURPOSES, consent_field
from tingtang.customers.duplicates import refuse_duplicate
from tingtang.customers.errors import AlreadyDecided, BadInformation, NotForYou
from tingtang.customers.fields import FIELDS, NO_CHOICE, Field, fault
from tingtang.customers.information import known, latest_entries, limit_days, values_of
from tingtang.customers.models import Correction, Customer, InformationEntry, Source
from tingtang.customers.repairs import FIELD as PHONE
from tingtang.customers.repairs import repaired
from tingtang.duties.actions import close_with_evidence, open_duty
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import rulebook
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

ENTERED = (Source.STATED, Source.DOCUMENTED)
LONGEST_WORDS = 400
NO_FIELD = Bilingual("没有这项信息", "there is no such information")
LOCKED = Bilingual("由核心系统管理，请提出更正", "the core bank keeps this; propose a correction")
NOT_LOCKED = Bilingual("此项可直接填写", "this can be filled in here")
NO_SOURCE = Bilingual("请选择信息来源", "say where it comes from")
NOTHING = Bilingual("请选择已核实的信息", "choose what was confirmed")
NO_VALUES = Bilingual("请至少填写一项信息", "give at least one value")
SAME = Bilingual("与核心系统一致，无需更正", "the core bank has this already")
PENDING = Bilingual("此项已有待处理的更正", "a correction of this is waiting already")
NO_WORDS = Bilingual("请写明情况", "say what happened")
TOO_LONG = Bilingual("内容过长", "this is too long")
EMPTY = Bilingual("请填写正确的值", "give the right value")
TO_FIX = Bilingual("内容有误，请先更正再核实", "this is wrong: correct it before confirming it")


@transaction.atomic
def state_field(*, customer_id: str, field: str, value: str, source: str, by: str, at: datetime) -> InformationEntry:
    """Enter what the customer said or a document shows. Empty takes it back. Raises BadInformation naming the input."""
    customer, one = _customer(customer_id), _field(field)
    if one.core:
        raise BadInformation("value", LOCKED)
    _source(source)
    text = _value(customer, one, value, business_date(at))
    return _append(customer, {one.name: text}, source, by, at, "information.state")[0]


@transaction.atomic
def state_fields(
    *, customer_id: str, values: Mapping[str, str], source: str, by: str, at: datetime
) -> list[InformationEntry]:
    """Several fields at once, each right against the others. Raises BadInformation naming the field that is not."""
    customer, on = _customer(customer_id), business_date(at)
    if not values:
        raise BadInformation("values", NO_VALUES)
    _source(source)
    others = {**values_of(customer, _entries(customer)), **values}
    for name, text in values.items():
        one = _field(name)
        if one.core or customer.kind not in one.of:
            raise BadInformation(name, LOCKED if one.core else NO_FIELD)
        if wrong := fault(one, text, others, kind=customer.kind, on=on):
            raise BadInformation(name, wrong)
    return _append(customer, dict(values), source, by, at, "information.state")


@transaction.atomic
def confirm_fields(
    *, customer_id: str, fields: Iterable[str], source: str, by: str, at: datetime
) -> list[InformationEntry]:
    """The customer confirmed these values as they stand; they count as current anew, and a duty to ask may be met.

    Raises BadInformation: nothing chosen, nothing there to confirm, or a value that is wrong by its form.
    """
    customer, on = _customer(customer_id), business_date(at)
    _source(source)
    chosen = dict.fromkeys(_field(name).name for name in fields)
    if not chosen:
        raise BadInformation("fields", NOTHING)
    held = {one.field.name: one for one in known(customer, _entries(customer), on, rulebook())}
    if any(not held[name].value for name in chosen if name in held) or set(chosen) - set(held):
        raise BadInformation("fields", NOTHING)
    if any(held[name].fault for name in chosen):
        raise BadInformation("fields", TO_FIX)
    return _append(customer, {name: held[name].value for name in chosen}, source, by, at, "information.confirm")


@transaction.atomic
def state_consent(
    *, customer_id: str, purpose: str, channels: Iterable[str], answer: str, source: str, by: str, at: datetime
) -> list[InformationEntry]:
    """What the customer answered for a purpose, by these channels (A31.6). Raises BadInformation naming the input."""
    chosen = tuple(dict.fromkeys(channels))
    if purpose not in PURPOSES:
        raise BadInformation("purpose", NO_CHOICE)
    if not chosen or set(chosen) - set(CHANNELS):
        raise BadInformation("channels", NO_CHOICE)
    if answer not in ANSWERS:
        raise BadInformation("answer", NO_CHOICE)
    _source(source)
    customer = _customer(customer_id)
    return _append(customer, {consent_field(purpose, one): answer for one in chosen}, source, by, at, "consent.state")


@transaction.atomic
def state_guardian(*, customer_id: str, answer: str, source: str, by: str, at: datetime) -> InformationEntry:
    """Whether the customer, as guardian, lets us use the children's dates of birth (A31.6). Raises BadInformation."""
    if answer not in ANSWERS:
        raise BadInformation("answer", NO_CHOICE)
    _source(source)
    return _append(_customer(customer_id), {GUARDIAN: answer}, source, by, at, "consent.state")[0]


def _append(
    customer: Customer, values: dict[str, str], source: str, by: str, at: datetime, action: str
) -> list[InformationEntry]:
    """Write the lines and the trail, which names the fields and never the values; meet the duty when nothing is due."""
    on, book = business_date(at), rulebook()
    days = {name: limit_days(name.partition(".")[0], on, book) for name in values}
    rows = [
        InformationEntry.objects.create(
            customer=customer, field=name, value=text, source=source, by=by, at=at,
            confirmed_until=None if days[name] is None else on + timedelta(days=days[name] or 0),
        )
        for name, text in values.items()
    ]  # fmt: skip
    audit.record(
        by=by, at=at, action=action, subject=("customer", customer.pk), institution=customer.home_institution_id,
        detail={"fields": sorted(values), "source": source},
    )  # fmt: skip
    if PHONE in values:
        repaired(customer_id=customer.pk, kind="information", key=str(rows[-1].pk), by=by, at=at)
    completed(customer=customer, kind="information", key=str(rows[-1].pk), by=by, at=at)
    if not any(one.state == "expired" for one in known(customer, _entries(customer), on, book)):
        evidence = Evidence("information.confirmed", "information", str(rows[-1].pk), "customer", customer.pk, at)
        close_with_evidence(evidence=evidence, by=by, at=at)
    return rows


# -- corrections ------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_correction(
    *, customer_id: str, field: str, value: str, source: str, reason: str, by: str, at: datetime, warned: bool = False
) -> Correction:
    """Say that the core bank is wrong. A head of the home institution owes an answer (A31.1). Raises BadInformation.

    Another file with the same identity stops it; one that is alike in phone or name stops it until `warned`.
    """
    customer, one = _customer(customer_id), _field(field)
    if not one.core:
        raise BadInformation("value", NOT_LOCKED)
    text = _value(customer, one, value, business_date(at))
    if not text:
        raise BadInformation("value", EMPTY)
    if text == str(getattr(customer, one.name) or ""):
        raise BadInformation("value", SAME)
    _source(source)
    refuse_duplicate(customer, one.name, text, warned=warned)
    try:
        with transaction.atomic():
            made = Correction.objects.create(
                customer=customer, field=one.name, value=text, source=source, reason=_words("reason", reason),
                proposed_by=by, proposed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise BadInformation("value", PENDING) from None
    _record(made, "correction.propose", by, at)
    _owe_answer(made, by, at)
    if one.name == PHONE:
        repaired(customer_id=customer.pk, kind="correction", key=str(made.pk), by=by, at=at)
    completed(customer=customer, kind="correction", key=str(made.pk), by=by, at=at)
    return made


@transaction.atomic
def decide_correction(*, correction_id: int, accept: bool, answer: str, by: str, at: datetime) -> Correction:
    """Accepted: whoever decides has entered it in the core bank, and the feed brings it. Refused: with the reason.

    Raises AlreadyDecided, NotForYou (one's own proposal), BadInformation (no reason), Correction.DoesNotExist.
    """
    found = Correction.objects.select_for_update().select_related("customer").get(pk=correction_id)
    if found.state != Correction.State.PENDING:
        raise AlreadyDecided
    if found.proposed_by == by:
        raise NotForYou
    found.answer = answer.strip() if accept and not answer.strip() else _words("answer", answer)
    found.state = Correction.State.ACCEPTED if accept else Correction.State.REFUSED
    found.decided_by, found.decided_at = by, at
    found.save(update_fields=["answer", "state", "decided_by", "decided_at"])
    if accept:  # what was proposed counts as confirmed from the night on that brings it
        entry = {found.field: found.value}
        _append(found.customer, entry, found.source, found.proposed_by, at, "information.correct")
    _record(found, "correction.accept" if accept else "correction.refuse", by, at)
    key = str(found.pk)
    evidence = Evidence("correction.decided", "correction", key, "correction", key, at)
    close_with_evidence(evidence=evidence, by=by, at=at)
    return found


def _owe_answer(made: Correction, by: str, at: datetime) -> None:
    on, place = business_date(at), made.customer.home_institution_id
    within = Within(at, "information.correction_working_days", on, place)
    opening = within.opening("information.correction", str(made.pk), {"proposed_on": on.isoformat()})
    open_duty(opening=opening, by=by, at=at)


def _record(one: Correction, action: str, by: str, at: datetime) -> None:
    place = one.customer.home_institution_id
    detail = {"field": one.field, "correction": one.pk, "source": one.source}
    audit.record(by=by, at=at, action=action, subject=("customer", one.customer_id), institution=place, detail=detail)


# -- what is typed ----------------------------------------------------------------------------------------------------


def _customer(customer_id: str) -> Customer:
    """The customer, locked: what is confirmed together is seen together."""
    return Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)


def _entries(customer: Customer) -> dict[str, InformationEntry]:
    return latest_entries([customer.pk]).get(customer.pk, {})


def _field(name: str) -> Field:
    if name not in FIELDS:
        raise BadInformation("field", NO_FIELD)
    return FIELDS[name]


def _source(source: str) -> None:
    if source not in ENTERED:
        raise BadInformation("source", NO_SOURCE)


def _value(customer: Customer, field: Field, value: str, on: date) -> str:
    """The value, trimmed, right by its form and against the other fields."""
    if customer.kind not in field.of:
        raise BadInformation("field", NO_FIELD)
    text = value.strip()
    others = {**values_of(customer, _entries(customer)), field.name: text}
    if wrong := fault(field, text, others, kind=customer.kind, on=on):
        raise BadInformation("value", wrong)
    return text


def _words(name: str, text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInformation(name, NO_WORDS)
    if len(text) > LONGEST_WORDS:
        raise BadInformation(name, TOO_LONG)
    return text
