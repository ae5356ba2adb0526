"""A month lived in the bank: between the nights its people work their lists, and what they leave undone lapses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import Min

from tingtang.contacts.actions import record_contact
from tingtang.demo.bank import Person
from tingtang.demo.customers import Customer
from tingtang.demo.history import CHANNELS, FAILURES, office_hour
from tingtang.demo.memos import memo, need
from tingtang.demo.model import Model
from tingtang.duties.actions import escalate_due, lapse_due
from tingtang.duties.models import Duty, State
from tingtang.manual.book import Rulebook
from tingtang.shared.times import ZONE, business_date, day_end, day_start

ACTOR = "system:demo"
WORKED_SHARE = 0.9  # of what diligence would do: nobody gets round to everything
NEWS_DONE = 4  # of so many planned cases one is worked before the last list
REACHED = 0.88
RESULTS, RESULT_SHARES = ("kept", "partly", "lost", "false_alarm"), (9, 4, 3, 4)  # what came of a sign of leaving


@dataclass(frozen=True)
class Talk:
    """A contact that will be recorded."""

    at: datetime
    customer: Customer
    staff_id: str
    key: str
    worked: date


def talks(model: Model, day: date, until: date) -> list[Talk]:
    """Who talks to whom between the night of `day` and the night of `until`, in order of time.

    People work what their lists show: a duty from its ideal day on, most of them before it is due.
    """
    customers = {c.customer_id: c for c in model.customers}
    people = {p.staff_id: p for p in model.bank.people}
    found = []
    for customer_id, staff_id, shown, due in shown_duties(day, until):
        customer, person = customers[customer_id], people[staff_id]
        rng = draws(model, "talk", day, customer_id)
        on = shown + timedelta(days=rng.randrange((due - shown).days + 1))
        if customer.case == "arrears":
            on = min(until, due + timedelta(days=3))  # nobody likes this call
        if _gets_round(rng, customer, person):
            found.append(Talk(office_hour(rng, on), customer, staff_id, f"demo-{on}-{customer_id}", on))
    return sorted(found, key=lambda talk: (talk.at, talk.key))


def shown_duties(day: date, until: date) -> Iterator[tuple[str, str, date, date]]:
    """(customer, manager, first day shown, last day) of what is to do after `day` and up to `until`, one a customer."""
    first, end = day + timedelta(days=1), day_end(until)
    pending = Duty.objects.filter(
        state=State.OPEN, subject_kind="customer", show_at__lt=end, due_at__gt=day_start(first)
    )
    by_customer = pending.values_list("subject_id", "owner_staff_id").order_by("subject_id", "owner_staff_id")
    for customer_id, staff_id, shown, due in by_customer.annotate(shown=Min("show_at"), due=Min("due_at")):
        last = business_date(due - timedelta(seconds=1))
        yield (
            customer_id,
            staff_id,
            max(first, business_date(shown)),
            min(max(first, business_date(shown), last), until),
        )


def draws(model: Model, what: str, day: date, customer_id: str) -> Random:
    """Chances of one customer's own: what others do does not change them."""
    return Random(f"{model.recipe.seed} {what} {day} {customer_id}")  # noqa: S311 - a seed that repeats is the point


def _gets_round(rng: Random, customer: Customer, person: Person) -> bool:
    """Diligence decides, but for the planned news: most of it is left, so that the last list shows it."""
    if customer.case == "arrears":
        return customer.case_number % 2 == 0
    if customer.case == "silence" or (customer.case and customer.case_number % NEWS_DONE != NEWS_DONE - 1):
        return False
    return rng.random() < person.diligence * WORKED_SHARE


def live(model: Model, day: date, until: date) -> Iterator[tuple[int, int]]:
    """Record the talks between two nights; yields (done, all) after each."""
    planned = talks(model, day, until)
    for number, talk in enumerate(planned, 1):
        rng = draws(model, "words", day, talk.customer.customer_id)
        reached = rng.random() < REACHED
        record_contact(
            customer_id=talk.customer.customer_id,
            channel=rng.choice(CHANNELS),
            outcome="reached" if reached else rng.choice(FAILURES),
            memo=memo(rng, talk.customer) if reached else "",
            need=need(rng, talk.customer) if reached else "",
            next_on=talk.worked + timedelta(days=rng.randrange(5, 25)) if reached else None,
            by=talk.staff_id,
            at=talk.at,
            on=talk.worked,
            key=talk.key,
            result=rng.choices(RESULTS, RESULT_SHARES)[0] if reached else "",
        )
        yield number, len(planned)


def sweep(book: Rulebook, on: date) -> None:
    """What the scheduler does each night: lapse and escalate, as of half past one after `on`."""
    at = day_start(on + timedelta(days=1)) + timedelta(minutes=90)
    lapse_due(by=ACTOR, at=at, book=book)
    escalate_due(by=ACTOR, at=at, book=book)


def night_hour(on: date) -> datetime:
    """When the night of `on` runs: two in the morning after."""
    return datetime.combine(on + timedelta(days=1), datetime.min.time(), ZONE) + timedelta(hours=2)
