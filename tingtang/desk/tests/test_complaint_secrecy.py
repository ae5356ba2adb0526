"""What the rest of the desk tells of a case to somebody it is not for: figures, lists, whys, excuses, search."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.audit.queries import Filter, entries
from tingtang.complaints import actions
from tingtang.complaints.models import Complaint, Concerned
from tingtang.complaints.standing import hidden_subjects, uncounted_subjects
from tingtang.complaints.tests.desk import Desk
from tingtang.desk.outreach.board import read_board
from tingtang.desk.periods import Period
from tingtang.desk.routines import outlet_day
from tingtang.desk.tests.test_complaints import body, client_of
from tingtang.drills.actions import open_plan
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.meetings.figures import agenda, figures
from tingtang.organisation.access import Viewer, viewer_for
from tingtang.organisation.models import Institution, User
from tingtang.organisation.trace import below
from tingtang.satisfaction.assessment import assessments
from tingtang.shared.times import business_date

NOW = timezone.now() - timedelta(minutes=5)
EVERYWHERE = (
    "/", "/team", "/compliance", "/compliance/cases", "/complaints", "/complaints/overview", "/complaints/overview.csv",
    "/complaints/library", "/excuses", "/audit", "/manual/A34", "/manual/A34/cases",
)  # fmt: skip


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(signed=True, at=NOW)


def who(staff_id: str) -> Viewer:
    return viewer_for(User.objects.get(username=staff_id), business_date(NOW))


def told(page: Client, number: str) -> list[str]:
    """The addresses whose answer names the case, what was said, or the product."""
    found = []
    for address in EVERYWHERE:
        answer = page.get(address, follow=True)
        assert answer.status_code in (200, 403), address
        text = answer.content.decode()
        if any(word in text for word in (number, "亏损赔偿秘密", "成都秘密产品")):
            found.append(address)
    return found


def test_nothing_of_a_confidential_case_is_told_to_who_does_not_deal_with_it(desk: Desk) -> None:
    case = desk.case(customer_id="C2", cause="loss", facts="亏损赔偿秘密", products=["成都秘密产品"], concerned=["T1"])
    for who in ("D1", "HB1", "I1"):
        assert told(client_of(who), case.number) == [], who
    assert told(client_of("L1"), case.number) == ["/"]  # who took it in owes the report up, and reads no more
    assert "/complaints" in told(client_of("H1"), case.number)  # who coordinates finds it


def test_a_head_above_counts_no_duty_of_a_confidential_case_and_is_told_no_why(desk: Desk) -> None:
    desk.case(cause="loss")
    before = body(client_of("HB1").get("/compliance/cases?clause=A34.3c"))
    case = desk.case(customer_id="C2", cause="loss")
    after = body(client_of("HB1").get("/compliance/cases?clause=A34.3c"))
    assert before.count("<tr") == after.count("<tr")
    duty = Duty.objects.get(kind="complaint.loss_plan", subject_id=f"{case.pk}.1")
    assert client_of("HB1").get(f"/duties/{duty.pk}/why").status_code == 404
    assert client_of("H1").get(f"/duties/{duty.pk}/why").status_code == 200


def test_a_case_about_who_heads_the_place_goes_above_and_leaves_nothing_there(desk: Desk) -> None:
    case = desk.case(concerned=["D1"])  # the deputy reads the ledger of O1
    assert (case.coordinator_id, case.place_id) == ("HB1", "B1")
    assert told(client_of("D1"), case.number) == []
    assert not Duty.objects.filter(subject_id=f"{case.pk}.1", institution="O1").exists()
    top = desk.case(concerned=["HP"], institution_id="P")
    assert top.coordinator_id not in (None, "HP")  # of the whole province nobody is above: somebody else has it


def test_no_trail_of_a_case_is_read_by_whom_it_is_about_nor_of_a_confidential_one(desk: Desk) -> None:
    about, secret, plain = desk.case(concerned=["H1"]), desk.case(customer_id="C2"), desk.case()  # all taken in by L1

    def trailed(who: str) -> set[str]:
        rows = below(entries(Filter(action="complaint.")), viewer_for(User.objects.get(username=who), NOW.date()))
        return set(rows.values_list("subject_id", flat=True))

    assert trailed("H1") == {str(secret.pk), str(plain.pk)}  # H1 coordinates the confidential one
    assert trailed("HB1") == {str(about.pk), str(plain.pk)}
    duties = below(entries(Filter(action="duty.open")), viewer_for(User.objects.get(username="HB1"), NOW.date()))
    assert f"case:{secret.pk}.1" not in str(list(duties.values_list("detail", flat=True)))


def test_who_heads_the_place_is_not_named_later_while_the_case_is_there(desk: Desk) -> None:
    case = desk.case()
    page = client_of("H1")
    answer = page.post(f"/complaints/{case.pk}/concerned", {"staff_id": "D1"})
    assert answer.status_code == 422
    assert "由其上级机构的人员协调" in answer.text
    assert not Concerned.objects.exists()
    actions.replace_coordinator(complaint_id=case.pk, staff_id="HB1", reason="涉及网点负责人", by="H1", at=NOW)
    actions.name_concerned(complaint_id=case.pk, staff_id="D1", by="HB1", at=NOW)
    back = client_of("HB1").post(f"/complaints/{case.pk}/coordinator", {"staff_id": "H1", "reason": "交回"})
    assert back.status_code == 422
    assert Complaint.objects.get().place_id == "B1"


def test_figures_say_by_line_what_came_back(desk: Desk) -> None:
    desk.case(cause="fees", at=NOW - timedelta(days=9))
    desk.case(cause="fees")
    desk.case(cause="waiting")
    said = client_of("H1").get("/complaints/overview.csv", headers={"Accept-Language": "en"}).content.decode()
    rows = [line.split(",") for line in said.splitlines()]
    heading = next(row for row in rows if row[0] in ("分类", "By"))
    column = next(n for n, name in enumerate(heading) if name in ("重复", "Repeats"))
    causes = {row[1]: row[column] for row in rows if row[0] in ("原因", "Cause")}
    assert sorted(causes.values()) == ["0", "1"]


def test_the_boards_of_a_place_neither_count_nor_list_what_is_not_for_the_viewer(desk: Desk) -> None:
    at, deputy, here = NOW + timedelta(minutes=1), who("D1"), Institution.objects.get(pk="O1")
    wide = Period("day", business_date(at), business_date(at), "today")

    def boards() -> tuple[object, ...]:
        found, hidden = outlet_day.board(deputy, here, at, ""), hidden_subjects(deputy, "O1")
        results = read_board("O1", wide, at, rulebook(), hidden=hidden)
        return [one for one in found["tiles"] if one.key == "complaints"], found["n"], results.total.duties

    before = boards()
    case = desk.case(customer_id="C2", cause="procedure")  # owes today: reported up, explained
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="H1", at=NOW)
    assert boards() == before
    assert outlet_day.board(who("H1"), here, at, "")["n"] > before[1]  # type: ignore[operator]  # it is theirs
    for page in ("/outlet-day", "/board"):
        answer = body(client_of("D1").get(page))
        assert case.number not in answer
        assert f'"/complaints/{case.pk}"' not in answer


def test_a_case_that_moved_above_leaves_no_ended_duty_for_whom_it_is_about(desk: Desk) -> None:
    case = desk.case(customer_id="C1")
    actions.report_up(complaint_id=case.pk, text="电话报告", by="L1", at=NOW)  # ended while it stood at O1
    page, ended = "/compliance/cases?clause=A34.1", "中高端客户投诉上报"
    assert ended in body(client_of("D1").get(page))
    actions.replace_coordinator(complaint_id=case.pk, staff_id="HB1", reason="涉及副职", by="H1", at=NOW)
    actions.name_concerned(complaint_id=case.pk, staff_id="D1", by="HB1", at=NOW)
    assert ended not in body(client_of("D1").get(page))
    assert ended in body(client_of("HB1").get(page))
    assert told(client_of("D1"), case.number) == []


def test_logs_meetings_and_assessments_count_no_case_that_a_reader_must_not_know_of(desk: Desk) -> None:
    today, at = business_date(NOW), NOW + timedelta(hours=1)

    def counted() -> tuple[object, object, object]:
        part = next(one for one in assessments("P", ["O1"], today.year, at)["O1"].parts if one.key == "complaints")
        return figures("O1", today, today, at)["complaints"], agenda("O1", today, today, at)["complaints"], part

    assert counted()[:2] == (0, 0)
    desk.case(customer_id="C2")
    desk.case(concerned=["H1"])
    before = counted()
    assert before[:2] == (0, 0)
    desk.case(concerned=["T1"])  # a teller reads minutes, no log
    assert counted()[:2] == (1, 0)
    desk.case()
    assert counted()[:2] == (2, 1)
    assert counted()[2] != before[2]  # of what may be counted the assessment says that nothing is found yet
    ledger = uncounted_subjects("assessment.see", "P")
    assert {one.split(".")[0] for one in ledger} == {
        str(pk) for pk in Complaint.objects.filter(confidential=True).values_list("pk", flat=True)
    } | {str(Complaint.objects.get(concerned__staff="H1").pk)}


def test_a_checklist_opened_for_a_case_leads_to_it_only_who_may_read_it(desk: Desk) -> None:
    case = desk.case(channel="media", concerned=["T1"])
    run, _ = open_plan(
        by="HB1", at=NOW, institution_id="O1", plan="media", real=True, source=("complaint", str(case.pk))
    )
    link = f'"/complaints/{case.pk}"'
    assert link in body(client_of("HB1").get(f"/emergency/{run.pk}"))
    assert link not in body(client_of("T1").get(f"/emergency/{run.pk}"))


def test_a_draft_lesson_is_for_who_may_read_its_case_and_its_trail_too(desk: Desk) -> None:
    then = NOW - timedelta(days=60)
    case = desk.case(at=then, customer_id="C2")
    actions.take_in_hand(complaint_id=case.pk, staff_id="D1", by="H1", at=then)
    desk.answer(case, at=then)
    desk.deliver(case, at=then)
    actions.close(complaint_id=case.pk, text="客户满意", by="D1", at=NOW)
    lesson = actions.write_lesson(
        complaint_id=case.pk, title="一次告知", story="客户跑了三趟", lesson="一次说清", by="D1", at=NOW
    )
    page = f"/complaints/library/{lesson.pk}"
    assert "一次告知" in body(client_of("H1").get("/complaints/library"))
    for other in ("HB1", "HP"):  # they head the place, and need not know
        assert "一次告知" not in body(client_of(other).get("/complaints/library"))
        assert client_of(other).get(page).status_code == 404
        assert client_of(other).post(f"{page}/decide", {"approved": "yes"}).status_code == 404
    assert client_of("H1").post(f"{page}/decide", {"approved": "yes"}).status_code == 302
    trail = below(entries(Filter(action="complaint.lesson")), who("HB1"))
    assert not trail.exists()


def test_no_way_to_read_a_case_is_without_its_trace(desk: Desk) -> None:
    case, page = desk.taken(), client_of("HB1")

    def read() -> int:
        return Entry.objects.filter(
            subject_kind="complaint", subject_id=str(case.pk), actor="HB1", nature="read"
        ).count()

    assert "经过" in body(page.get(f"/complaints/{case.pk}/trail", headers={"HX-Request": "true"}))
    assert read() == 1
    page.get(f"/complaints/{case.pk}/trail")
    assert page.post(f"/complaints/{case.pk}/note", {"text": ""}).status_code == 422
    assert read() == 1  # one reading, whatever of it was looked at
    page.get(f"/complaints/{case.pk}")
    assert read() == 2
    assert client_of("HB1").get(f"/api/complaints/{case.number}").status_code == 200
    assert read() == 3
    assert "查询进度" in body(page.get(f"/complaints/{case.pk}/trail"))
