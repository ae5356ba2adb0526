"""What stands in the place of an address's arguments in the access walk: things of outlet O1 and its wealth manager."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core import signing

from tingtang.advice.actions import add_product, ask_for_sale, assess, confirm, customer_asks, recommend
from tingtang.bookings.actions import add_resource
from tingtang.bookings.models import Booking
from tingtang.complaints import actions as complaints
from tingtang.complaints.models import Lesson, Teaching
from tingtang.contacts.actions import write_event
from tingtang.corporate import actions as corporate
from tingtang.corporate.models import ClientNeed
from tingtang.customers.actions import propose_correction
from tingtang.customers.merging import propose_merge
from tingtang.customers.models import Customer, ImportBatch, Pair, Product
from tingtang.drills import actions as drills
from tingtang.duties.models import Duty, Excuse
from tingtang.handovers.actions import propose
from tingtang.inspections import actions as inspecting
from tingtang.inspections.models import Planned
from tingtang.jobs.models import Job
from tingtang.lobby.actions import broadcasting, counterfeit, devices, guarding
from tingtang.lobby.models import AwayService, Counter, Ticket
from tingtang.manual.models import InstitutionValue
from tingtang.meetings import actions as meetings
from tingtang.meetings.queries import belongs
from tingtang.opinions.actions import record_opinion
from tingtang.organisation.models import ExtraPost, Institution, Leave, PostRequest, Staff, Token, Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token
from tingtang.outreach.actions import list_guests, make_plan, plan_campaign, save_list
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.models import Guest, PlanStep, Preparation
from tingtang.referrals.actions import refer
from tingtang.routines import actions as routines
from tingtang.satisfaction import actions as satisfying

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
        "table": "shares",
        **_lobby(),
        **_registers(),
        "away_id": _away(manager),
        "referral_id": _card(manager),
        "opinion_id": _opinion(),
        **_inspection(),
        **_routines(),
        **_meeting(),
        **_drill(),
        **_satisfaction(),
        **_sale(customer),
        **_corporate(),
        **_complaint(),
        "booking_id": _booking(manager),
        "resource_id": add_resource(institution_id="O1", kind="room", name="理财室", by=MANAGER, at=AT).pk,
        "secret": "of_nobody",
        "correction_id": _correction(customer),
        **_information(customer),
        "event_id": _market_event(),
        "handover_id": _handover(manager, deputy),
        **_outreach(customer),
        "how": "cancel",
        "token": "tt_of_nobody",
        "token_id": _token(),
        **_post(deputy),
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


def _outreach(customer: Customer) -> dict[str, object]:
    """A shared list, a campaign with its guest and preparation, and a plan of the client with a step."""
    who: dict[str, Any] = {"by": MANAGER, "at": AT}
    campaign = plan_campaign(title="讲座", place="社区", goal="认识住户", on=DAY, preparations=["场地"], **who)
    list_guests(campaign_id=campaign.pk, customer_ids=[customer.pk], **who)
    plan = make_plan(customer_id=customer.pk, period="2026-Q4", goals="分散", steps=[("面谈", DAY)], **who)
    return {
        "list_id": save_list(name="到期", criteria=Criteria(matures=30), shared=True, **who).pk,
        "campaign_id": campaign.pk,
        "guest_id": Guest.objects.get(campaign=campaign).pk,
        "preparation_id": Preparation.objects.get(campaign=campaign).pk,
        "ending": "close",
        "plan_id": plan.pk,
        "step_id": PlanStep.objects.get(plan=plan).pk,
    }


def _corporate() -> dict[str, object]:
    """A lead of the account manager's with a visit, an opening, a proposal, and a need sent to a department at O1."""
    who: dict[str, Any] = {"by": _person("account_manager").pk, "at": AT}
    lead = corporate.open_lead(
        institution_id="O1", company="晨光机电", origin=corporate.Origin("park"), facts=corporate.Facts(), **who
    )
    corporate.record_call(
        lead_id=lead.pk, seen=1, said=corporate.Said("opens", "同意", agreed_on=date(2099, 1, 1)), **who
    )
    plan = corporate.Plan(datetime(2099, 1, 1, 2, tzinfo=UTC), "园区", "clerk", [who["by"]])
    visit = corporate.plan_visit(lead_id=lead.pk, seen=3, plan=plan, **who)
    parts = dict.fromkeys(("understanding", "solution", "strengths", "team"), "说明")
    corporate.propose(lead_id=lead.pk, seen=4, parts=parts, weighed={}, **who)
    need = corporate.pass_on(lead_id=lead.pk, code="settlement", text="跨境收款", **who)
    ClientNeed.objects.filter(pk=need.pk).update(department="O1")
    return {
        "lead_id": lead.pk,
        "lead_field": "credit_code",
        "lead_step": "call",
        "version": 1,
        "file_kind": "docx",
        "visit_id": visit.pk,
        "visit_step": "off",
        "opening_id": lead.openings.get().pk,
        "opening_step": "lacking",
        "need_id": need.pk,
    }


def _correction(customer: Customer) -> int:
    """A correction of the client's date of birth that waits for a head."""
    said = {"field": "birth_date", "value": "1980-05-06", "source": "documented", "reason": "身份证"}
    return propose_correction(customer_id=customer.pk, **said, by=MANAGER, at=AT).pk


def _information(customer: Customer) -> dict[str, object]:
    """A second file that looks like the client's, a merge of two, a file of information that waits for its sender."""
    facts = {"kind": "P", "home_institution_id": "O1", "assets": Decimal(1), "tier": "wealth", "as_of": DAY}
    files = [
        Customer.objects.create(customer_id=key, name="欧阳明", manager=customer.manager, **facts) for key in _TWINS
    ]
    pair = Pair.objects.create(first=customer, second=files[0], grade="likely", signs="name", found_on=DAY)
    merge = propose_merge(
        duplicate_id=files[1].pk, kept_id=customer.pk, reason="重复开户", by="O1-private_banker", at=AT
    )
    batch = ImportBatch.objects.create(
        made_by=MANAGER, made_at=AT, file_name="a.csv", source="stated", good=1, bad=0,
        rows=[{"row": 2, "values": {"customer_id": "C1", "email": "a@b.cn"}, "headings": {}, "problems": []}],
    )  # fmt: skip
    prospects = ImportBatch.objects.create(
        kind=ImportBatch.Kind.PROSPECTS, made_by=MANAGER, made_at=AT, file_name="p.csv", source="stated", good=1, bad=0,
        rows=[{"row": 2, "values": {"phone": "13900001111", "need": "fund", "sentence": "问基金"}, "headings": {},
               "problems": [], "notes": []}],
    )  # fmt: skip
    typed = {"import_id": batch.pk, "file_id": prospects.pk, "form": "information:C1:email"}
    return {"pair_id": pair.pk, "merge_id": merge.pk, **typed}


_TWINS = ("C1-twin", "C1-double")


def _market_event() -> int:
    """A market event that O1's head has written down, its duties not opened."""
    head = _person("outlet_head")
    Product.objects.create(product_id="F1", type="fund", name="稳健一号")
    said = {"title": "基金大跌", "happened": "净值下跌", "tell": "不必急于赎回", "products": ["F1"]}
    return write_event(institution_id="O1", happened_on=DAY, by=head.pk, at=AT, **said).pk


def _handover(giver: Staff, taker: Staff) -> int:
    """All customers of O1's wealth manager, proposed to go to its open teller."""
    said = {"reason": "transfer", "note": "调岗", "from_on": date(2099, 1, 1)}
    return propose(giver_id=giver.pk, taker_id=taker.pk, **said, by=giver.pk, at=AT).pk


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


def _inspection() -> dict[str, object]:
    """A published inspection of O1 with a finding."""
    who = {"by": _person("inspector").pk, "at": AT}
    line = inspecting.Line("环境", "门前整洁", "A3", Decimal(100))
    sheet = inspecting.make_sheet(**who, year=2026, title="厅堂服务", base=Decimal(100), lines=[line])
    kinds = {"category": "routine", "carrier": "superior", "level": "branch"}
    one = inspecting.start(**who, institution_id="O1", sheet_id=sheet.pk, on=DAY, **kinds)
    inspecting.mark(**who, inspection_id=one.pk, edition=0, marks={sheet.items.get().pk: Decimal(90)})
    finding = inspecting.find(**who, inspection_id=one.pk, article="A3", text="门前有污渍")
    photo = inspecting.add_photo(**who, inspection_id=one.pk, content=b"\x89PNG\r\n\x1a\nsample")
    planned = Planned.objects.create(
        institution_id="O1", owner_id="O1", level="managing", first=DAY, last=DAY
    )  # fmt: skip
    inspecting.close(**who, inspection_id=one.pk, edition=1)
    inspecting.publish(**who, inspection_id=one.pk)
    return {
        "inspection_id": one.pk, "finding_id": finding.pk, "photo_id": photo.pk, "planned_id": planned.pk,
        "award_id": one.awards.get().pk,
    }  # fmt: skip


def _meeting() -> dict[str, object]:
    """A draft of O1's log, and a morning meeting of O1's lobby manager who has a task of it."""
    for position in ("lobby_manager", "outlet_head"):
        _person(position)
    parts = {"customers": "接待", "sales": "两单", "opinions": "无"}
    log = meetings.save_log(by="O1-lobby_manager", at=AT, institution_id="O1", edition=0, parts=parts)
    everybody = belongs("O1", DAY).values_list("pk", flat=True)
    held, _ = meetings.hold_meeting(
        by="O1-outlet_head", at=AT, institution_id="O1", kind="morning", held_at=AT, key="walk", minutes="晨会",
        seats=[meetings.Seat(key, True) for key in everybody],
        tasks=[meetings.Wish("换灯箱", "O1-lobby_manager", DAY)],
    )  # fmt: skip
    return {"log_id": log.pk, "meeting_id": held.pk, "task_id": held.tasks.get().pk}


def _drill() -> dict[str, object]:
    """A drill under way at O1, and a training planned there."""
    who: dict[str, Any] = {"by": "O1-outlet_head", "at": AT, "institution_id": "O1"}
    run, _ = drills.open_plan(**who, plan="system", real=False)
    course, _ = drills.plan_course(**who, key="walk", what="practice", title="点钞", on=DAY)
    step = drills.tick(by="O1-outlet_head", at=AT, run_id=run.pk, n=1, done=True, photo=b"\xff\xd8\xff-step")
    return {"run_id": run.pk, "course_id": course.pk, "tick_id": step.pk}


def _satisfaction() -> dict[str, object]:
    """A questionnaire of O1, published; a symposium with a task of the lobby manager; a teller."""
    who = {"by": _person("outlet_head").pk, "at": AT}
    asked = satisfying.make_questionnaire(**who, institution_id="O1", title="满意度问卷", way="link")
    satisfying.publish(**who, questionnaire_id=asked.pk, edition=0)
    by_slip = satisfying.make_questionnaire(**who, institution_id="O1", title="一人一份", way="slip")
    satisfying.publish(**who, questionnaire_id=by_slip.pk, edition=0)
    [slip] = satisfying.make_slips(**who, questionnaire_id=by_slip.pk, institution_id="O1", count=1)
    task = satisfying.Task("添一把椅子", _person("lobby_manager").pk, DAY)
    said = {"held_on": DAY, "topic": "春季座谈", "participants": 9, "said": "等候区坐不下", "tasks": [task]}
    held = satisfying.record_symposium(**who, institution_id="O1", **said)
    return {
        "questionnaire_id": asked.pk, "link_key": asked.links.get().key, "slip_key": slip, "symposium_id": held.pk,
        "symposium_task_id": held.tasks.get().pk, "staff_id": _person("closed_teller").pk,
    }  # fmt: skip


def _opinion() -> int:
    """An entry of O1's book with a number and a photo."""
    made, _ = record_opinion(
        by="O1-lobby_manager", at=AT, institution_id="O1", key="walk", written_on=DAY, phone="13900001111",
        photo=b"\xff\xd8\xff-page",
    )  # fmt: skip
    return made.pk


def _routines() -> dict[str, object]:
    """A checklist of O1's lobby manager with a photographed line, a poster, a stationed third party."""
    who: dict[str, Any] = {"by": _person("lobby_manager").pk, "at": AT}
    here = {**who, "institution_id": "O1"}
    begun = routines.begin(**here, name="lobby_manager.before_opening")
    line = begun.answers.get(item="signs")
    routines.answer(**who, answer_id=line.pk, result="ok", photo=b"\xff\xd8\xff-sign")
    poster = routines.display(**here, title="海报", place="frame", from_on=DAY, to_on=DAY)
    zone = Zone.objects.create(institution_id="O1", kind="self_service")
    party = guarding.register_third_party(
        **here, name="张三", company="某保险", trade="insurance", badge="001", zone_id=zone.pk, agreed_from=DAY,
        agreed_to=DAY,
    )  # fmt: skip
    return {"filling_id": begun.pk, "line_id": line.pk, "material_id": poster.pk, "party_id": party.pk}


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
    product = add_product(**who, code="W01", name="日日盈", limited=True, **rated)
    here = {**who, "institution_id": "O1", "customer_id": customer.pk}
    assess(**here, level=2)
    sale = recommend(**here, product=product.pk, amount=Decimal(50000), need="到期转存")
    customer_asks(**who, sale_id=sale.pk, said="坚持要买")
    confirm(**who, sale_id=sale.pk, name="确认书.pdf", content=b"%PDF-1.7", signed_on=DAY)
    return {"code": product.pk, "sale_id": sale.pk, "step": "disclose", "quota_id": _quota(sale.pk)}


def _quota(sale_id: int) -> int:
    """What O1's wealth manager asked of the branch for that sale."""
    return ask_for_sale(by=MANAGER, at=AT, sale_id=sale_id, reason="客户急用").pk


def _complaint() -> dict[str, object]:
    """A complaint taken in by O1's lobby manager, with a paper and a lesson made of it; coordinated by the head."""
    recorder, _ = _person("lobby_manager"), _person("outlet_head")
    said = complaints.Said(
        channel="ticket", business="account", cause="attitude", institution_id="O1", facts="态度生硬", request="道歉",
        complainant="赵大明", phone="13700001234",
    )  # fmt: skip
    case = complaints.open_case(said=said, by=recorder.pk, at=AT).complaint
    given = {"complaint_id": case.pk, "by": recorder.pk, "at": AT}
    paper = complaints.attach(**given, what="evidence", name="证据.pdf", content=b"%PDF-1.7 sample")
    lesson = Lesson.objects.create(
        complaint=case, place_id="O1", title="一次告知", story="跑了三趟", lesson="一次告知", business="account",
        cause="attitude", state="approved", written_by="somebody", written_at=AT, decided_by="another", decided_at=AT,
    )  # fmt: skip
    teaching = Teaching.objects.create(lesson=lesson, institution_id="O1", opened_at=AT)
    found = {"complaint_id": case.pk, "number": case.number, "paper_id": paper.pk, "lesson_id": lesson.pk}
    found["teaching_id"] = teaching.pk
    acknowledged = signing.dumps(case.number, salt="complaint taken in")
    return {**found, "complaint_step": "note", "acknowledged": acknowledged}


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


def _post(staff: Staff) -> dict[str, object]:
    """An extra post at O1, and one asked for."""
    place = {"staff": staff, "institution_id": "O1", "from_on": date(2099, 1, 1)}
    asked = PostRequest.objects.create(
        **place, position=Position.LOBBY_MANAGER, reason="代班", asked_at=AT, asked_by="t"
    )
    held = ExtraPost.objects.create(**place, position=Position.CLOSED_TELLER)
    return {"post_id": held.pk, "request_id": asked.pk}


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
