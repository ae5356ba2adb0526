"""Recognising a customer at any outlet, audited and limited; taking the ticket as that customer (A27, A28.1, A28.2)."""

from __future__ import annotations

import secrets
from collections import Counter as Tally
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.audit.models import Entry
from tingtang.customers.models import Customer
from tingtang.duties.actions import Opening, close_with_evidence, open_duty
from tingtang.duties.actions.noticing import add_notices
from tingtang.duties.models import Duty, Notice, State
from tingtang.duties.verdicts import Evidence
from tingtang.live.actions import publish
from tingtang.lobby.actions.taking import Recognised, Taken, Wish, take_ticket
from tingtang.lobby.errors import BadInput, TooManyMisses
from tingtang.lobby.facts import class_of_tier, figure, figures
from tingtang.lobby.models import Arrival, Recognition, RecognitionMeter
from tingtang.lobby.once import Once, first_answer
from tingtang.lobby.recognition import AskMore, Fact, Given, find, served_as
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import present
from tingtang.shared.clocks import due
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

HOLDS = timedelta(minutes=15)  # between being recognised and taking the ticket
OVER = Bilingual("识别结果已失效，请重新识别", "this recognition is over; recognise again")
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Who was recognised, as far as service needs: for staff of the outlet. A device is told `Answer.key` alone."""

    customer_id: str
    name: str
    tier: str
    service_class: str
    card_shown: bool
    card: str
    home: Institution
    manager: Staff | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: the fact more that is asked for (`ask`), or a `key` to take the ticket with.

    There is a key whether or not anybody was found: an ordinary customer is not told so, and a device cannot tell.
    `known` is for staff (pages of `lobby.recognise` holders with a person behind them); never show it on a kiosk.
    """

    key: str
    ask: Fact | None
    known: Known | None


def recognise(*, institution_id: str, given: Given, by: str, at: datetime, quiet: bool = False) -> Answer:
    """Recognise somebody at an outlet of the province. Each recognition is an audited read of the customer.

    `quiet`: a device asks, and whoever stands before it must not learn whether somebody exists: several who fit are
    answered like nobody, and every try counts, found or not (`recognition.device_tries`). Raises BadInput naming the
    field for a slip of the hand, TooManyMisses once `by` asked too often within `recognition.window_minutes`: a person
    in vain `recognition.misses` times.
    """
    with transaction.atomic():
        meter = _meter(by, institution_id, at, quiet=quiet)
        method = given.method
        found = find(given, business_date(at))
        if isinstance(found, AskMore) and quiet:
            found = None
        if isinstance(found, AskMore):
            _missed(meter, at, outcome="ask", method=method, institution_id=institution_id)
            return Answer("", found.fact, None)
        if found is None:
            _missed(meter, at, outcome="miss", method=method, institution_id=institution_id)
            return Answer(_kept(NOBODY, method, institution_id, by, at).key, None, None)
        kept = _kept(found.pk, method, institution_id, by, at)
        if quiet:
            _counted(meter, at)
        audit.record(
            by=by,
            at=at,
            action="customer.recognise",
            subject=("customer", found.pk),
            nature=Entry.Nature.READ,
            institution=institution_id,
            detail={"method": method},
        )
        return Answer(kept.key, None, known(found, method, institution_id, at))


def _meter(by: str, institution_id: str, at: datetime, *, quiet: bool) -> RecognitionMeter:
    """The caller's meter, locked: whoever guesses in parallel is counted one by one. Raises TooManyMisses."""
    RecognitionMeter.objects.get_or_create(actor=by, defaults={"since": at})
    meter = RecognitionMeter.objects.select_for_update().get(actor=by)
    window = timedelta(minutes=int(figure("recognition.window_minutes", institution_id, at)))
    if at - meter.since >= window:
        meter.since, meter.misses = at, 0
    limit = "recognition.device_tries" if quiet else "recognition.misses"
    if meter.misses >= int(figure(limit, institution_id, at)):
        raise TooManyMisses
    return meter


def _missed(meter: RecognitionMeter, at: datetime, *, outcome: str, method: str, institution_id: str) -> None:
    """Counted and kept, without what was typed: it may be somebody's number."""
    _counted(meter, at)
    audit.record(
        by=meter.actor,
        at=at,
        action="customer.recognise.miss",
        subject=("outlet", institution_id),
        nature=Entry.Nature.READ,
        institution=institution_id,
        detail={"method": method, "outcome": outcome, "misses": meter.misses},
    )


def _counted(meter: RecognitionMeter, at: datetime) -> None:
    if meter.misses == 0:
        meter.since = at
    meter.misses += 1
    meter.save(update_fields=["since", "misses"])


def _kept(customer_id: str, method: str, institution_id: str, by: str, at: datetime) -> Recognition:
    return Recognition.objects.create(
        key=secrets.token_urlsafe(32),
        institution_id=institution_id,
        actor=by,
        at=at,
        method=method,
        customer_id=customer_id,
    )


def known(customer: Customer, method: str, institution_id: str, at: datetime) -> Known:
    """A customer as far as service at an outlet needs. The home institution and the manager come along unasked for
    (`select_related`)."""
    tier = served_as(customer, figure("vip.cards", institution_id, at))
    return Known(
        customer_id=customer.pk,
        name=customer.name,
        tier=tier,
        service_class=class_of_tier(tier),
        card_shown=method == "card",
        card=customer.card,
        home=customer.home_institution,
        manager=customer.manager,
    )


# -- the ticket ----------------------------------------------------------------------------------------------------


@transaction.atomic
def arrive(*, institution_id: str, key: str, wish: Wish, by: str, at: datetime, once: Once | None = None) -> Taken:
    """`take_ticket` as the customer of a recognition: class by tier, manager told, card reminder owed (A28).

    `key` is that of `Answer`, of this outlet and at most 15 minutes old; the customer of `wish` comes from it. A
    recognition that found nobody gives an ordinary ticket. Raises BadInput for a key that will not do, and as
    take_ticket does.
    """
    kept = Recognition.objects.select_for_update().filter(key=key, institution=institution_id).first()
    if kept is None or kept.at < at - HOLDS or (kept.ticket_id is not None and first_answer(once) is None):
        raise BadInput("key", OVER)
    who = Customer.objects.select_related("home_institution", "manager").filter(pk=kept.customer_id).first()
    facts = known(who, kept.method, institution_id, at) if who else None
    taken = take_ticket(
        institution_id=institution_id, wish=replace(wish, customer=_recognised(facts)), by=by, at=at, once=once
    )
    if taken.again or kept.ticket_id is not None:
        return taken
    kept.ticket_id = taken.ticket_id
    kept.save(update_fields=["ticket"])
    if facts is not None and facts.service_class != "ordinary":
        welcome_customer(facts, taken.ticket_id, taken.number, institution_id, by=by, at=at)
    return taken


def _recognised(facts: Known | None) -> Recognised | None:
    if facts is None:
        return None
    how = "card" if facts.card_shown else "facts"
    return Recognised(facts.customer_id, facts.tier, how, facts.home.pk)


def welcome_customer(facts: Known, ticket_id: int, number: str, institution_id: str, *, by: str, at: datetime) -> None:
    """The manager hears within seconds: a live event and a notice; who is away, their deputy (A28.2)."""
    told = present(facts.manager, business_date(at)) if facts.manager else None
    arrival = Arrival.objects.create(
        ticket_id=ticket_id, customer_id=facts.customer_id, staff=told, card_shown=facts.card_shown, at=at
    )
    if told is not None:
        payload = {"arrival": arrival.pk, "ticket": number, "outlet": institution_id}
        publish(topic=f"staff:{told.pk}", name="customer.arrived", payload=payload, at=at)
        add_notices(Notice.What.ARRIVED, {told.pk: Tally({"A28.2": 1})}, at=at)
    audit.record(
        by=by,
        at=at,
        action="lobby.arrive",
        subject=("customer", facts.customer_id),
        institution=institution_id,
        detail={"ticket": ticket_id, "told": told.pk if told else None, "card_shown": facts.card_shown},
    )
    if facts.card_shown:
        evidence = Evidence("card.shown", "ticket", str(ticket_id), "customer", facts.customer_id, at)
        close_with_evidence(evidence=evidence, by=by, at=at)
    else:
        _remind_of_card(facts, institution_id, by=by, at=at)


def _remind_of_card(facts: Known, institution_id: str, *, by: str, at: datetime) -> None:
    """The manager at home owes a reminder, or a card (A28.1); one at a time, however often the customer comes."""
    kind = "vip.card_reminder"
    mine = {"subject_kind": "customer", "subject_id": facts.customer_id}
    if Duty.objects.filter(**mine, kind=kind, state=State.OPEN).exists():
        return
    days = int(figures(facts.home.pk, at)["vip.card_reminder_days"])
    clock = due(at, "days", days)
    outlet = Institution.objects.get(pk=institution_id)
    says = {"outlet": outlet.name, "tier": facts.tier, "card": facts.card or "none"}
    opening = Opening(
        kind=kind,
        subject_id=facts.customer_id,
        period_on=business_date(at),
        institution_id=facts.home.pk,
        due_at=clock.due_at,
        owner_staff_id=facts.manager.pk if facts.manager else None,
        owner_role="" if facts.manager else Position.OUTLET_HEAD,
        inputs={name: {"value": value, "as_of": at.isoformat()} for name, value in says.items()},
        clock={"start": at.isoformat(), "unit": "days", "n": days, "pauses": []},
    )
    open_duty(opening=opening, by=by, at=at)


@transaction.atomic
def arrival_seen(*, arrival_id: int, by: str, at: datetime) -> bool:
    """The person told has opened the arrival; False when it is not theirs or was opened before."""
    seen = Arrival.objects.filter(pk=arrival_id, staff=by, seen_at__isnull=True).update(seen_at=at)
    if seen:
        audit.record(by=by, at=at, action="lobby.arrival.seen", subject=("arrival", str(arrival_id)))
    return bool(seen)
