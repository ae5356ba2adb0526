"""Pages of complaints: intake, board, case, steps, papers, overview, library; and what they hide from whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.complaints import actions
from tingtang.complaints.models import Attachment, Complaint, Handling, Lesson, What
from tingtang.complaints.tests.desk import PDF, Desk
from tingtang.desk.complaints.words import EVENTS_EN
from tingtang.desk.formats import exact
from tingtang.duties.actions import change_due
from tingtang.duties.models import Duty
from tingtang.lobby.models import Ticket
from tingtang.organisation.models import Institution, Staff, User
from tingtang.shared.times import business_date

NOW = timezone.now() - timedelta(minutes=5)
TOLD = {
    "key": "k1", "channel": "ticket", "business": "account", "cause": "attitude", "institution_id": "O1",
    "facts": "柜员态度生硬", "request": "要求道歉", "complainant": "赵大明", "phone": "13700001234", "concerned": "T1",
}  # fmt: skip


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(signed=True, at=NOW)


def client_of(staff_id: str, **headers: str) -> Client:
    signed_in = Client(headers=headers or None)
    signed_in.force_login(User.objects.get(username=staff_id))
    return signed_in


def body(answer: Any) -> str:
    return answer.content.decode()


def step(page: Client, case: Complaint, name: str, **given: Any) -> Any:
    return page.post(f"/complaints/{case.pk}/{name}", given)


def test_a_complaint_is_taken_in_and_its_number_told(desk: Desk) -> None:
    page = client_of("L1")
    assert "首问负责" in body(page.get("/complaints/new"))
    answer = page.post("/complaints/new", {**TOLD, "file": SimpleUploadedFile("证据.pdf", PDF, "application/pdf")})
    case = Complaint.objects.get()
    said = body(page.get(answer["Location"]))
    assert case.number in said
    assert f'href="/complaints/{case.pk}"' in said
    assert (case.first_asked, case.coordinator_id, list(case.concerned.values_list("staff_id", flat=True))) == (
        "L1", "H1", ["T1"],
    )  # fmt: skip
    assert Attachment.objects.get().sha256
    page.post("/complaints/new", TOLD)
    assert Complaint.objects.count() == 1  # sent twice, taken in once


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"facts": ""}, "facts"), ({"cause": ""}, "cause"), ({"institution_id": "nowhere"}, "institution_id"),
     ({"phone": "12"}, "phone"), ({"concerned": "T1, nobody"}, "concerned"), ({"agent": "李某"}, "agent_authority"),
     ({"channel": "superior"}, "superior")],
    ids=str,
)  # fmt: skip
def test_what_is_refused_names_its_field_and_keeps_the_rest(desk: Desk, wrong: dict[str, str], field: str) -> None:
    answer = client_of("L1").post("/complaints/new", {**TOLD, "request": "独特的诉求", **wrong})
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in body(answer)
    assert "独特的诉求" in body(answer)
    assert not Complaint.objects.exists()


def test_from_a_ticket_nothing_is_asked_that_the_bank_holds(desk: Desk) -> None:
    ticket = Ticket.objects.create(
        institution_id="O1", on=business_date(timezone.now()), prefix="V", seq=3, key="t", service_class="wealth",
        business="enquiry", origin="lobby", taken_at=NOW, clock_from=NOW, ahead=0, state="waiting", n=1, since=NOW,
        customer_id="C1", recognised_by="card",
    )  # fmt: skip
    page = client_of("L1")
    said = body(page.get(f"/complaints/new?source=ticket:{ticket.pk}"))
    assert 'name="complainant"' not in said
    assert "王秀兰" not in said  # the lobby manager has no tie: the name is masked
    page.post("/complaints/new", {**TOLD, "source": f"ticket:{ticket.pk}", "complainant": "", "phone": ""})
    case = Complaint.objects.get()
    assert (case.customer_id, case.complainant, case.source) == ("C1", "王秀兰", f"ticket:{ticket.pk}")
    assert 'name="complainant"' in body(client_of("OP1").get(f"/complaints/new?source=ticket:{ticket.pk}"))


def test_from_a_customers_page_and_back_again(desk: Desk) -> None:
    page = client_of("W1")
    assert "source=customer:C1" in body(page.get("/customers/C1"))
    page.post("/complaints/new", {**TOLD, "source": "customer:C1", "complainant": "", "phone": "", "concerned": ""})
    listed = page.get("/customers/C1/complaints", headers={"HX-Request": "true"})
    assert f'href="/complaints/{Complaint.objects.get().pk}"' in body(listed)
    assert page.get("/customers/C1/complaints")["Location"] == "/customers/C1"
    assert client_of("T1").get("/customers/C1/complaints").status_code == 403
    assert 'name="complainant"' in body(client_of("T1").get("/complaints/new?source=customer:C1"))


def test_the_board_stands_by_clock_and_counts_only_what_one_may_read(desk: Desk) -> None:
    late = desk.case(at=NOW - timedelta(days=30))
    desk.case(concerned=["D1"])
    secret = desk.case(customer_id="C2")
    said = body(client_of("H1").get("/complaints"))
    assert said.index("已超时") < said.index(late.number) < said.index(secret.number)
    deputy = body(client_of("D1").get("/complaints"))
    assert late.number in deputy
    assert secret.number not in deputy
    assert "员工T1" not in deputy
    assert Complaint.objects.count() == 3
    assert late.number in body(client_of("L1").get("/complaints?group=late&q=赵"))
    assert late.number not in body(client_of("H1").get("/complaints?group=quiet"))
    assert "没有未结的投诉" in body(client_of("T1").get("/complaints"))


def test_whoever_it_is_about_finds_nothing_of_it_anywhere(desk: Desk) -> None:
    case = desk.case(concerned=["H1"])
    page = client_of("H1")
    assert page.get(f"/complaints/{case.pk}").status_code == 404
    assert step(page, case, "note", text="我来看看").status_code == 404
    assert page.get("/complaints/999999").status_code == 404
    assert f'href="/complaints/{case.pk}"' not in body(page.get(f"/complaints?q={case.number}"))
    assert "赵大明" not in body(page.get("/complaints"))
    assert "这一期间没有投诉" in body(page.get("/complaints/overview"))
    assert case.number not in body(page.get("/audit")) + body(page.get("/complaints/overview.csv"))


def test_each_reading_is_logged_and_shown_on_the_case(desk: Desk) -> None:
    case = desk.case()
    client_of("D1").get(f"/complaints/{case.pk}")
    client_of("H1").get(f"/complaints/{case.pk}")
    said = body(client_of("H1").get(f"/complaints/{case.pk}/trail", headers={"HX-Request": "true"}))
    assert "刘" not in said
    assert "首问责任人" in body(client_of("H1").get(f"/complaints/{case.pk}/trail"))
    assert "员工D1 查看案件" in said
    assert Entry.objects.filter(action="complaint.read", subject_id=str(case.pk)).count() == 2


def test_a_case_goes_its_way_step_by_step_on_the_page(desk: Desk) -> None:
    case, head, handler = desk.case(), client_of("H1"), client_of("D1")
    assert step(head, case, "take", staff_id="D1").status_code == 302
    assert step(handler, case, "find", upheld="yes", ours="yes", text="录像属实").status_code == 302
    page = body(handler.get(f"/complaints/{case.pk}"))
    assert "上门致歉" in page
    assert "为什么是这一天" in page
    assert step(handler, case, "apologise", text="上门致歉，客户接受").status_code == 302
    letter = {"findings": "已核实", "offer": "致歉", "refusal": "", "further": "可再投诉"}
    assert step(handler, case, "letter", **letter).status_code == 302
    assert step(handler, case, "issue").status_code == 302
    when = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    answer = step(handler, case, "deliver", way="hand", delivered_at=when)
    assert (answer.status_code, 'id="wrong-deliver-file"' in body(answer)) == (422, True)
    proof = SimpleUploadedFile("回执.pdf", PDF, "application/pdf")
    assert step(handler, case, "deliver", way="hand", delivered_at=when, file=proof).status_code == 302
    case.refresh_from_db()
    assert case.state == "quiet"
    assert step(handler, case, "close", text="满意").status_code == 409
    assert step(client_of("L1"), case, "renew", text="不接受").status_code == 302
    assert step(head, case, "take", staff_id="D1").status_code == 422
    assert step(head, case, "take", staff_id="W1").status_code == 302


def test_a_step_that_is_refused_keeps_what_was_typed(desk: Desk) -> None:
    case = desk.taken()
    answer = step(client_of("D1"), case, "find", upheld="yes", text="独特的依据")
    assert answer.status_code == 422
    assert 'id="wrong-find-ours"' in body(answer)
    assert "独特的依据" in body(answer)


def test_only_who_deals_with_it_acts(desk: Desk) -> None:
    case = desk.case()
    assert step(client_of("L1"), case, "take", staff_id="L1").status_code == 403
    assert step(client_of("L1"), case, "note", text="我补充一句").status_code == 403
    assert step(client_of("H1"), case, "nonsense").status_code == 404
    assert step(client_of("H1"), case, "take", staff_id="T1").status_code == 302
    assert step(client_of("H1"), case, "letter", findings="代写").status_code == 403
    assert Handling.objects.get().staff_id == "T1"


def test_a_paper_is_offered_as_a_file_and_its_reading_logged(desk: Desk) -> None:
    case = desk.case()
    kept = actions.attach(complaint_id=case.pk, what="evidence", name="../证据.pdf", content=PDF, by="L1", at=NOW)
    answer = client_of("H1").get(f"/complaints/{case.pk}/papers/{kept.pk}")
    assert (answer.content, answer["Content-Disposition"][:10]) == (PDF, "attachment")
    assert (kept.name, Entry.objects.filter(action="complaint.paper.read").count()) == ("证据.pdf", 1)
    other = desk.case()
    assert client_of("H1").get(f"/complaints/{other.pk}/papers/{kept.pk}").status_code == 404
    assert client_of("S1").get(f"/complaints/{case.pk}/papers/{kept.pk}").status_code == 404


def test_the_archive_is_a_pdf_for_who_deals_with_it(desk: Desk) -> None:
    case = desk.taken()
    answer = client_of("D1").get(f"/complaints/{case.pk}/archive.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert Entry.objects.filter(action="complaint.archive.read").count() == 1
    assert client_of("L1").get(f"/complaints/{case.pk}/archive.pdf").status_code == 403


def test_a_number_is_shown_for_a_reason_only(desk: Desk) -> None:
    case = desk.taken()
    page = client_of("D1")
    assert "137****1234" in body(page.get(f"/complaints/{case.pk}/trail"))
    assert page.post(f"/complaints/{case.pk}/reveal/phone", {"reason": ""}).status_code == 422
    assert "13700001234" in body(page.post(f"/complaints/{case.pk}/reveal/phone", {"reason": "电话答复客户"}))
    assert Entry.objects.filter(action="field.reveal", subject_kind="complaint").count() == 1
    assert client_of("L1").get(f"/complaints/{case.pk}/reveal/phone").status_code == 404
    assert page.get(f"/complaints/{case.pk}/reveal/facts").status_code == 404


def test_the_overview_counts_what_one_may_read_and_its_file_says_for_whom(desk: Desk) -> None:
    desk.answered(at=NOW + timedelta(minutes=1), products=["稳健一号"])
    desk.case(customer_id="C2")
    head, deputy = body(client_of("H1").get("/complaints/overview")), body(client_of("D1").get("/complaints/overview"))
    assert "稳健一号" in head
    assert ('data-label="受理">2<' in head, 'data-label="受理">2<' in deputy) == (True, False)
    file = body(client_of("H1").get("/complaints/overview.csv"))
    assert "员工H1" in file
    assert "赵大明" not in file
    assert Entry.objects.filter(action="complaint.export").count() == 1
    assert client_of("H1").get("/complaints/overview?institution=O3").status_code == 403
    for odd in ("from=0001-01-01&to=0001-01-01", "from=9999-12-31", "to=none", "from=2026-13-45"):
        assert client_of("H1").get(f"/complaints/overview?{odd}").status_code == 200
    assert client_of("L1").get("/complaints/overview").status_code == 403


def test_a_lesson_is_published_by_another_and_read_by_all(desk: Desk) -> None:
    made = desk.open(at=NOW - timedelta(days=60)).complaint
    actions.take_in_hand(complaint_id=made.pk, staff_id="D1", by="H1", at=NOW - timedelta(days=60))
    desk.answer(made, at=NOW - timedelta(days=59))
    desk.deliver(made, at=NOW - timedelta(days=59))
    actions.close(complaint_id=made.pk, text="客户满意", by="D1", at=NOW)
    told = {"title": "挂失一次告知", "story": "客户跑了三趟", "lesson": "材料一次告知"}
    assert step(client_of("D1"), made, "lesson", **{**told, "story": "赵大明跑了三趟"}).status_code == 422
    assert step(client_of("D1"), made, "lesson", **told).status_code == 302
    lesson = Lesson.objects.get()
    assert client_of("T1").get(f"/complaints/library/{lesson.pk}").status_code == 404
    assert client_of("D1").post(f"/complaints/library/{lesson.pk}/decide", {"approved": "yes"}).status_code == 422
    assert client_of("H1").post(f"/complaints/library/{lesson.pk}/decide", {"approved": "no"}).status_code == 422
    assert client_of("H1").post(f"/complaints/library/{lesson.pk}/decide", {"approved": "yes"}).status_code == 302
    assert "挂失一次告知" in body(client_of("T1").get("/complaints/library"))
    again = desk.taken()
    near = body(client_of("D1").get(f"/complaints/{again.pk}/trail"))
    assert "又发生了" in near
    link = f"/complaints/library/{lesson.pk}/repeat"
    assert client_of("L1").post(link, {"complaint": again.pk}).status_code == 403
    assert client_of("S1").post(link, {"complaint": again.pk}).status_code == 404
    assert client_of("D1").post(link, {"complaint": again.pk}).status_code == 302
    assert lesson.repeats.get().complaint_id == again.pk
    said = body(client_of("T1").get(f"/complaints/library/{lesson.pk}"))
    assert "材料一次告知" in said
    assert made.number not in said


@pytest.mark.parametrize("address", ["/complaints", "/complaints/new", "/complaints/overview", "/complaints/library"])
def test_every_page_reads_in_english(desk: Desk, address: str) -> None:
    page = client_of("H1")
    page.cookies["lang"] = "en"
    desk.case()
    assert "Complaints" in body(page.get(address))


def test_every_form_keeps_what_is_typed_under_a_name_of_its_own(desk: Desk) -> None:
    case = desk.taken()
    kept = {
        "/complaints/new": ["complaint:new"],
        "/complaints/new?source=customer:C1": ["complaint:customer:C1"],
        f"/complaints/{case.pk}": [
            f"complaint:{case.pk}:note",
            f"complaint:{case.pk}:letter",
            f"complaint:{case.pk}:find",
        ],
    }
    page = client_of("D1")
    for address, names in kept.items():
        text = body(page.get(address))
        for name in names:
            assert f'value="{name}" data-draft="open"' in text, name
            assert page.post(f"/drafts/{name}", {"text": "客户说了很久", "facts": "事实"}).status_code == 204
            assert page.get(f"/drafts/{name}").json()["values"]["text"] == ["客户说了很久"]
    refused = body(step(page, case, "note", text="", draft=f"complaint:{case.pk}:note"))
    assert f'value="complaint:{case.pk}:note" data-draft="sent"' in refused
    assert page.get(f"/drafts/complaint:{case.pk}:note").json()["values"] != {}  # refused: it is kept on
    assert step(page, case, "note", text="客户说了很久", draft=f"complaint:{case.pk}:note").status_code == 302
    assert page.get(f"/drafts/complaint:{case.pk}:note").json()["values"] == {}
    assert client_of("H1").get(f"/drafts/complaint:{case.pk}:letter").json()["values"] == {}  # nobody else's


def test_place_and_people_are_typed_as_the_customer_names_them(desk: Desk) -> None:
    page, told = client_of("L1"), {**TOLD, "institution_id": "outlet O1"}
    name = Institution.objects.get(pk="O1").name
    told |= {"institution_id": name, "concerned": "员工T1，W1"}
    assert page.post("/complaints/new", told).status_code == 302
    case = Complaint.objects.get()
    assert case.institution_id == "O1"
    assert set(case.concerned.values_list("staff_id", flat=True)) == {"T1", "W1"}
    Staff.objects.filter(pk="W1").update(name="员工T1")
    again = page.post("/complaints/new", {**told, "key": "k2", "concerned": "员工T1"})
    assert again.status_code == 422  # two of that name: nobody is guessed
    assert "请填员工编号" in again.text
    nowhere = page.post("/complaints/new", {**told, "key": "k3", "institution_id": "月球网点"})
    assert "没有这个机构" in nowhere.text
    offered = body(client_of("CO").get("/complaints/new"))
    assert '<option value="PB">' in offered


def test_every_event_of_the_log_has_its_english_words() -> None:
    assert {what.value for what in What} <= set(EVENTS_EN)


def test_the_step_whose_clock_ends_first_stands_first(desk: Desk) -> None:
    case = desk.taken(cause="loss", channel="media", at=NOW - timedelta(days=2))
    said = body(client_of("D1").get(f"/complaints/{case.pk}"))
    steps = said.split('id="steps"')[1]
    assert steps.index("/report-media") < steps.index("/agree-plan") < steps.index("/find") < steps.index("/letter")
    assert '<ol class="plain axis"' in said
    assert '<span class="small">亏损投诉调整方案</span>' in said


def test_more_time_is_not_offered_once_the_longest_holds(desk: Desk) -> None:
    case = desk.taken(at=NOW)
    actions.take_in_hand(complaint_id=case.pk, staff_id="D1", by="H1", at=NOW)
    for nth, approver in enumerate(("H1", "HB1")):
        page = client_of("D1")
        assert "/ask-extension" in body(page.get(f"/complaints/{case.pk}")), nth
        given: dict[str, Any] = {"complaint_id": case.pk, "at": timezone.now()}
        actions.ask_extension(**given, reason="涉及外部机构", by="D1")
        actions.decide_extension(**given, approved=True, by=approver)
        actions.tell_extension(**given, text="电话告知客户", by="D1")
        duty = Duty.objects.get(kind="complaint.regulator", subject_id=f"{case.pk}.1")
        days = (30, 60)[nth]
        for where in (f"/complaints/{case.pk}", f"/duties/{duty.pk}/why"):
            said = body(page.get(where))
            assert f"起 {days} 天内作出处理决定" in said, where
            assert "起 15 天内" not in said, where
            assert f"第 {nth + 1} 次延期经{Staff.objects.get(pk=approver).name}批准，已告知客户" in said, where
        assert duty.inputs["days"]["value"] == 15, "what the rule saw stays in the record"
    assert "/ask-extension" not in body(client_of("D1").get(f"/complaints/{case.pk}"))


def test_the_old_end_of_a_clock_stands_beside_the_new_one(desk: Desk) -> None:
    case = desk.taken(at=NOW)
    duty = Duty.objects.get(kind="complaint.regulator", subject_id=f"{case.pk}.1")
    before, after = duty.due_at, duty.due_at + timedelta(days=2)
    change_due(duty_id=duty.pk, due_at=after, clock=duty.clock, reason="calendar", by="system:calendar", at=NOW)
    said = body(client_of("H1").get(f"/duties/{duty.pk}/why"))
    assert f"{exact(before)} → {exact(after)}" in said
