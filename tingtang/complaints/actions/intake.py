"""Taking a complaint in (A34.1, A34.2, A35.1): written down once, routed, given a number, its clocks set."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tingtang.complaints.actions.contingency import plan_starts
from tingtang.complaints.actions.history import step, words
from tingtang.complaints.clocks import Start, length_of
from tingtang.complaints.errors import BadInput
from tingtang.complaints.models import Access, CaseEvent, Complaint, Concerned, Round, What
from tingtang.complaints.routing import Coordinator, Routed, routed, tier_of
from tingtang.customers.models import Customer
from tingtang.manual.book import Cause
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.identifiers import Fault
from tingtang.shared.phones import phone
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE, business_date

KEY = 64
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read aloud as something else
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")
NO_UNIT = Bilingual("没有这个机构：请按名称或编号填写", "there is no such institution: give its name or code")
NO_PERSON = Bilingual(
    "该机构没有这位员工，或有多人同名：请填员工编号", "nobody of that name there, or several: give the staff number"
)
NO_AUTHORITY = Bilingual("请写明代理授权依据", "say by what authority the agent speaks")
NO_AGENT = Bilingual("填写了授权，请填写代理人姓名", "an authority is given: name the agent")
NO_DEADLINE = Bilingual("上级转办须写明转办单位和期限", "name the unit that forwards it, and its deadline")
PAST = Bilingual("期限须在受理之后", "the deadline must lie ahead")
NOT_YET = Bilingual("发生日期不能晚于今天", "it cannot have happened after today")
KEY_TAKEN = Bilingual("此请求已用于另一件投诉", "this request was used for another complaint")


@dataclass(frozen=True, slots=True)
class Said:
    """A complaint as it came in. `customer_id` empty: nobody the bank maintains; then `complainant` names them.

    What the bank holds of the customer (name, number) is taken from there and never asked. `concerned`: staff ids.
    """

    channel: str
    business: str
    cause: str
    institution_id: str
    facts: str
    request: str
    customer_id: str = ""
    complainant: str = ""
    phone: str = ""
    address: str = ""
    agent: str = ""
    agent_phone: str = ""
    agent_authority: str = ""
    grounds: str = ""
    products: Sequence[str] = ()
    happened_on: date | None = None
    concerned: Sequence[str] = ()
    superior: str = ""
    deadline: datetime | None = None
    source: str = ""
    external: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, and whether it was there before (the same key sent again)."""

    complaint: Complaint
    again: bool


def open_case(*, said: Said, by: str, at: datetime, key: str = "", follows: Complaint | None = None) -> Opened:
    """Take a complaint in. Whoever is asked first (`by`) is so for good (A35.1).

    `key` makes it idempotent for the same person. Raises BadInput naming the field.
    """
    if len(key) > KEY:
        raise BadInput("key", Bilingual("内容过长", "this is too long"))
    try:
        return _once(said, by, at, key, follows)
    except IntegrityError:
        return _once(said, by, at, key, follows)  # the same request stands now, or a number was drawn twice


@transaction.atomic
def _once(said: Said, by: str, at: datetime, key: str, follows: Complaint | None) -> Opened:
    if key and (kept := Complaint.objects.filter(key=key).first()):
        if kept.first_asked != by or kept.facts != said.facts.strip():
            raise BadInput("key", KEY_TAKEN)
        return Opened(kept, again=True)
    return Opened(_open(said, by, at, key, follows), again=False)


def _open(said: Said, by: str, at: datetime, key: str, follows: Complaint | None) -> Complaint:
    cause = _codes(said)
    institution = Institution.objects.filter(pk=said.institution_id).first()
    if institution is None:
        raise BadInput("institution_id", NO_UNIT)
    customer = Customer.objects.filter(pk=said.customer_id).first() if said.customer_id else None
    tier = tier_of(customer)
    concerned = _people(said.concerned)
    _check_times(said, at)
    on = business_date(at)
    to = routed(
        institution=institution, tier=tier, channel=said.channel, business=said.business, on=on,
        without=[one.pk for one in concerned],
    )  # fmt: skip
    case = _row(said, customer, to, by, at, key, follows)
    Round.objects.create(complaint=case, n=1, opened_at=at)
    for staff in concerned:
        Concerned.objects.create(complaint=case, staff=staff)
    _let_in(case, to.coordinator, by, at)
    step(case, What.OPENED, by=by, at=at, starts=_starts(case, said, cause, to, by, at), data=_routed_to(to))
    return case


def _codes(said: Said) -> Cause:
    codes = rulebook().complaint_codes
    for field, known in (("channel", codes.channels), ("business", codes.businesses), ("cause", codes.causes)):
        if getattr(said, field) not in known:
            raise BadInput(field, NO_SUCH)
    return codes.causes[said.cause]


def channel_of(channel: str, taker: str) -> None:
    """Whether this one (`TAKERS` of the manual) takes complaints in by the channel. Raises BadInput."""
    if channel not in rulebook().complaint_codes.channels_of(taker):
        raise BadInput("channel", NO_SUCH)


def _people(ids: Sequence[str]) -> list[Staff]:
    wanted = sorted({one.strip() for one in ids if one.strip()})
    found = list(Staff.objects.filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise BadInput("concerned", NO_PERSON)
    return found


def _check_times(said: Said, at: datetime) -> None:
    forwarded = said.channel == "superior"
    if forwarded and not (said.superior.strip() and said.deadline):
        raise BadInput("superior", NO_DEADLINE)
    if said.deadline is not None and said.deadline <= at:
        raise BadInput("deadline", PAST)
    if said.happened_on is not None and said.happened_on > business_date(at):
        raise BadInput("happened_on", NOT_YET)


def _row(
    said: Said, customer: Customer | None, to: Routed, by: str, at: datetime, key: str, follows: Complaint | None
) -> Complaint:
    tier, on, place = tier_of(customer), business_date(at), to.coordinator
    agent, authority = _agent(said)
    return Complaint.objects.create(
        number=_number(on), key=key or None, channel=said.channel, business=said.business, cause=said.cause,
        institution_id=said.institution_id, place_id=place.place_id, tier=tier,
        confidential=tier in _tiers("complaint.confidential_tiers", on),
        customer_id=customer.pk if customer else "",
        complainant=customer.name[:60] if customer else words("complainant", said.complainant, longest=60),
        phone=_phone("phone", said.phone) or (customer.phone if customer else ""),
        address=words("address", said.address, longest=200, needed=False),
        agent=agent, agent_phone=_phone("agent_phone", said.agent_phone), agent_authority=authority,
        facts=words("facts", said.facts, longest=4000), request=words("request", said.request),
        grounds=words("grounds", said.grounds, needed=False),
        products=[words("products", one, longest=60) for one in said.products if one.strip()][:20],
        happened_on=said.happened_on, source=words("source", said.source, longest=80, needed=False), first_asked=by,
        received_at=at, on=on, clause=to.route.clause,
        department=rulebook().complaint_codes.businesses[said.business].department,
        coordinator=place.staff, coordinator_role="" if place.staff else place.position,
        superior=words("superior", said.superior, longest=120, needed=False),
        external=words("external", said.external, longest=120, needed=False),
        plan_opened_at=at if to.route.plan else None, follows=follows,
    )  # fmt: skip


def _agent(said: Said) -> tuple[str, str]:
    agent = words("agent", said.agent, longest=60, needed=False)
    authority = words("agent_authority", said.agent_authority, longest=200, needed=False)
    if agent and not authority:
        raise BadInput("agent_authority", NO_AUTHORITY)
    if authority and not agent:
        raise BadInput("agent", NO_AGENT)
    return agent, authority


def _phone(field: str, text: str) -> str:
    if not text.strip():
        return ""
    found = phone(text.strip())
    if isinstance(found, Fault):
        raise BadInput(field, found.text)
    return found.number


def _number(on: date) -> str:
    return f"TS{on:%y%m%d}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))


def _tiers(key: str, on: date) -> tuple[str, ...]:
    found = value(key, on).value
    return found if isinstance(found, tuple) else ()


def _let_in(case: Complaint, to: Coordinator, by: str, at: datetime) -> None:
    """Whoever coordinates reads it; whoever wrote it down reads it unless it is confidential."""
    if to.staff is not None:
        Access.objects.create(complaint=case, staff=to.staff, why=Access.Why.COORDINATES, by=by, at=at)
    if not case.confidential and Staff.objects.filter(pk=by).exists():
        Access.objects.create(complaint=case, staff_id=by, why=Access.Why.RECORDED, by=by, at=at)


def _routed_to(to: Routed) -> dict[str, object]:
    who = to.coordinator
    return {
        "clause": to.route.clause,
        "coordinator": who.staff.pk if who.staff else "",
        "role": who.position,
        "place": who.place_id,
        "for": who.for_staff,
    }


def _starts(case: Complaint, said: Said, cause: Cause, to: Routed, by: str, at: datetime) -> list[Start]:
    """The clocks that run from the first moment."""
    received = {"received_on": case.on.isoformat()}

    def start(kind: str, name: str, **facts: object) -> Start:
        n, _ = length_of(rulebook().kinds[kind].values[0], at, case.place_id)
        return Start(kind, at, inputs={name: n, **facts})

    found = [
        start("complaint.take_up", "working_days"),
        start("complaint.regulator", "days", **received),
    ]
    if case.tier in _tiers("complaint.reported_up_tiers", case.on):
        found.append(_report_up(start("complaint.report_up", "minutes", received_at=_clock(at)), by))
    if cause.handled == "process":
        found.append(Start("complaint.process_explained", at, inputs=received))
    if cause.handled == "loss":
        found.append(start("complaint.loss_plan", "weeks"))
    if to.route.plan:
        found += plan_starts(case, at)
    if said.deadline is not None:
        told = {"superior": case.superior, "deadline": _clock(said.deadline)}
        found.append(Start("complaint.forwarded", at, due_at=said.deadline, inputs=told))
    if case.external:
        found += external_starts(case, at)
    return found


def _report_up(start: Start, by: str) -> Start:
    """Owed by whoever was asked first; by whoever coordinates where a system took it in."""
    owner = by if Staff.objects.filter(pk=by).exists() else ""
    return Start(start.kind, start.start, owner=owner, inputs=start.inputs)


def external_starts(case: Complaint, at: datetime) -> list[Start]:
    """The clocks of a case that an outside body is asked about: a month from receipt at most, word in between."""
    months, _ = length_of("complaint.external_months", at, case.place_id)
    return [
        Start("complaint.external", case.received_at, inputs={"party": case.external, "months": months}),
        progress_start(case, at),
    ]


def progress_start(case: Complaint, at: datetime) -> Start:
    """The next word of progress."""
    days, _ = length_of("complaint.progress_days", at, case.place_id)
    return Start("complaint.progress", at, inputs={"days": days})


def _clock(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def last_event(case: Complaint) -> CaseEvent | None:
    """The latest thing that happened."""
    return CaseEvent.objects.filter(complaint=case).order_by("-n").first()
