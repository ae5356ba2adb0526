"""What stands in the place of an address's arguments in the access walk: things of outlet O1 and its wealth manager."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tingtang.advice.actions import add_product, assess, confirm, customer_asks, recommend
from tingtang.bookings.models import Booking
from tingtang.customers.actions import propose_correction
from tingtang.customers.models import Customer
from tingtang.duties.models import Duty, Excuse
from tingtang.jobs.models import Job
from tingtang.lobby.actions import broadcasting, counterfeit, devices, guarding
from tingtang.lobby.models import AwayService, Counter, Ticket
from tingtang.manual.models import InstitutionValue
from tingtang.organisation.models import Institution, Leave, Staff, Token, Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token
from tingtang.referrals.actions import refer

MANAGER = "O1-wealth_manager"
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)


def samples() -> dict[str, object]:
    """Make them; argument -> value. The institutions and people of O1 are there already."""
    manager, deputy = _person("wealth_manager"), _person("open_teller")
    customer = Customer.objects.create(
        customer_id="C1",
        kind="P",
        name="欧阳明",
        home_institution_id="O1",
        manager=manager,
        phone="13812345678",
        assets=Decimal("9200000.00"),
        tier="private",
        as_of=DAY - timedelta(days=1),
    )
    excused = Excuse.objects.create(duty=_duty(manager, DAY), reason="客户出国", asked_by=MANAGER, asked_at=AT)
    return {
        "institution_id": "O1",
        "outlet_id": "O1",
        **_lobby(),
        **_registers(),
        "away_id": _away(manager),
        "referral_id": _card(manager),
        **_sale(customer),
        "booking_id": _booking(manager),
        "correction_id": _correction(customer),
        "how": "cancel",
        "token": "tt_of_nobody",
        "token_id": _token(),
        "provider_id": "bank",
        "customer_id": customer.customer_id,
        "field": "phone",
        "job_id": _dead_letter(),
        "duty_id": _duty(manager, DAY - timedelta(days=7)).pk,
        "excuse_id": excused.pk,
        "notice_id": 1,
        "arrival_id": 1,
        "article_id": "A31",
        "key": "contact.interval_days.private",
        "proposal_id": _proposal().pk,
        "leave_id": Leave.objects.create(
            staff=manager, deputy=deputy, first_on=date(2099, 1, 1), last_on=date(2099, 1, 2)
        ).pk,
        "zone_id": Zone.objects.create(institution_id="O1", kind="waiting", seats=12).pk,
        "on": DAY,
        "first": DAY.replace(day=1),
    }


def _correction(customer: Customer) -> int:
    """A correction of the client's date of birth that waits for a head."""
    said = {"field": "birth_date", "value": "1980-05-06", "source": "documented", "reason": "身份证"}
    return propose_correction(customer_id=customer.pk, **said, by=MANAGER, at=AT).pk


def _booking(manager: Staff) -> int:
    """A booking of O1's client with their manager."""
    made = Booking.objects.create(
        institution_id="O1", staff=manager, customer_id="C1", tier="private", purpose="other", about="到期资金安排",
        consent="agreed", channel="sms", reach="13812345678", starts_at=AT, ends_at=AT + timedelta(hours=1), on=DAY,
        made_by=MANAGER, made_at=AT - timedelta(days=1),
    )  # fmt: skip
    return made.pk


def _lobby() -> dict[str, object]:
    """A counter of O1 and a ticket that waits there."""
    counter = Counter.objects.create(institution_id="O1", label="1", since=AT)
    ticket = Ticket.objects.create(
        institution_id="O1",
        on=DAY,
        prefix="A",
        seq=1,
        key="sample",
        service_class="ordinary",
        business="enquiry",
        origin="lobby",
        taken_at=AT,
        clock_from=AT,
        ahead=0,
        state="waiting",
        n=1,
        since=AT,
    )
    return {"counter_id": counter.pk, "ticket_id": ticket.pk, "ticket_key": ticket.key}


def _away(manager: Staff) -> int:
    """A wealth client of O2 whom O1's wealth manager served; the home manager is the same person."""
    ticket = Ticket.objects.create(
        institution_id="O1", on=DAY, prefix="V", seq=1, key="away", service_class="wealth", business="enquiry",
        origin="lobby", taken_at=AT, clock_from=AT, ahead=0, state="served", n=3, since=AT,
    )  # fmt: skip
    away = AwayService.objects.create(
        ticket=ticket, customer_id="C1", tier="wealth", institution_id="O1", home_id="O2", manager=manager,
        served_by=manager, served_at=AT, to_department=False,
    )  # fmt: skip
    return away.pk


def _registers() -> dict[str, object]:
    """One entry of each register of O1's lobby."""
    place = {"institution_id": "O1", "by": MANAGER, "at": AT}
    device = devices.add_device(**place, label="ATM-1", kind="atm")
    fault, _ = devices.report_fault(device_id=device.pk, kind="broken", described="不出钞", by=MANAGER, at=AT)
    two = {"confiscated_by": _person("closed_teller").pk, "checked_by": _person("open_teller").pk}
    note = counterfeit.Note(100, "AB12345678")
    van = {"direction": "delivery", "plate": "鄂A12345", "escort": "007"}
    crew = {"received_by": two["confiscated_by"], "second": two["checked_by"]}
    said = {"zh": "今日提前停办", "en": "closing early today"}
    return {
        "device_id": device.pk,
        "fault_id": fault.pk,
        "announcement_id": broadcasting.announce(**place, **said).pk,
        "outage_id": broadcasting.open_outage(**place, **said).pk,
        "receipt_id": counterfeit.confiscate(**place, **two, holder_name="某人", notes=[note], explained=True).pk,
        "van_id": guarding.van_arrives(**place, **van, **crew).pk,
    }


def _card(manager: Staff) -> int:
    """A card of O1's teller, given to its wealth manager."""
    _person("closed_teller")
    made = refer(
        by="O1-closed_teller", at=AT, institution_id="O1", sentence="问起存单", prospect_name="王小明",
        phone="13900001111", need="deposit", willing=True, to_staff=manager.pk,
    )  # fmt: skip
    return made.referral.pk


def _sale(customer: Customer) -> dict[str, object]:
    """A product above the customer's tolerance, asked for and confirmed, under way with O1's wealth manager."""
    who = {"by": MANAGER, "at": AT}
    rated = {"kind": "wealth", "level": 3, "reason": "总行评级", "from_on": DAY}
    product = add_product(**who, code="W01", name="日日盈", **rated)
    here = {**who, "institution_id": "O1", "customer_id": customer.pk}
    assess(**here, level=2)
    sale = recommend(**here, product=product.pk, amount=Decimal(50000), need="到期转存")
    customer_asks(**who, sale_id=sale.pk, said="坚持要买")
    confirm(**who, sale_id=sale.pk, name="确认书.pdf", content=b"%PDF-1.7", signed_on=DAY)
    return {"code": product.pk, "sale_id": sale.pk, "step": "disclose"}


def _person(position: str) -> Staff:
    """Of O1; there already when the walk has made one of each position."""
    fields = {"name": "员工", "institution_id": "O1", "position": position}
    return Staff.objects.get_or_create(staff_id=f"O1-{position}", defaults=fields)[0]


def _proposal() -> InstitutionValue:
    return InstitutionValue.objects.create(
        institution_id="O1",
        key="contact.interval_days.private",
        value="5",
        from_on=DAY + timedelta(days=3650),
        reason="我们想更近一些",
        proposed_by="somebody",
        proposed_at=AT,
    )


def _token() -> int:
    create_token(by="t", at=AT, name="sample", position=Position.KIOSK, institution=Institution.objects.get(pk="O1"))
    return Token.objects.get(name="sample").pk


def _dead_letter() -> int:
    dead = {"state": "dead", "attempts": 3, "max_attempts": 3, "run_at": AT, "enqueued_at": AT, "finished_at": AT}
    return Job.objects.create(name="live.prune", **dead).pk


def _duty(manager: Staff, period_on: date) -> Duty:
    return Duty.objects.create(
        kind="contact.private",
        clause="A31.2a",
        subject_kind="customer",
        subject_id="C1",
        period_on=period_on,
        institution_id="O1",
        owner_staff=manager,
        opened_at=AT,
        show_at=AT,
        due_at=AT + timedelta(days=3650),
        lapses_at=AT + timedelta(days=3650),
        manual_version="0123456789ab",
        inputs={"assets": {"value": "9200000.00", "as_of": "2026-11-22"}},
    )
