"""Compliance and team: figures down to cases, within what the viewer may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation

from tingtang.desk.duties.compliance import heat, read_page
from tingtang.desk.duties.team import read_team
from tingtang.desk.periods import choices, parse_period
from tingtang.desk.tests.bank import DeskBank
from tingtang.duties.models import Notice
from tingtang.duties.queries import Scope
from tingtang.organisation.access import viewer_for
from tingtang.shared.times import day_end

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_whole_months(code: str, first: str, last: str) -> None:
    period = parse_period(code, TODAY)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "1999", "x", "2026-11-01"])
def test_a_garbled_period_is_this_month(text: str) -> None:
    assert parse_period(text, TODAY).code == "2026-11"


def test_a_period_is_named_in_both_languages() -> None:
    with translation.override("zh-hans"):
        assert parse_period("2026-H2", TODAY).name == "2026年下半年"
    with translation.override("en"):
        assert parse_period("2026-11", TODAY).name == "November 2026"
        assert parse_period("2026-Q4", TODAY).name == "Q4 2026"


def test_the_periods_offered_begin_with_this_month() -> None:
    codes = [period.code for period in choices(date(2026, 2, 3))]
    assert codes == ["2026-02", "2026-01", "2025-12", "2025-11", "2026-Q1", "2026-H1", "2026", "2025"]


@pytest.fixture
def ledger(bank: DeskBank) -> DeskBank:
    """This month: O1 has one met, one missed, one overdue; O2 one met; all under A31.2a but a birthday at O1."""
    customer = bank.customer("C1")
    other = bank.customer("C2", manager=bank.colleague, home_institution_id="O2")
    first = bank.today.replace(day=1)
    due = day_end(bank.today)
    done = {"evidence_kind": "contact", "evidence_id": "1", "closed_at": bank.at}
    bank.duty(customer, period_on=first, state="met", due_at=due, **done)
    bank.duty(customer, "contact.wealth", period_on=first, state="missed", closed_at=bank.at)
    bank.duty(customer, "birthday.customer", due_in=-1, period_on=first, lapses_at=None)
    bank.duty(other, period_on=first, state="met", due_at=due, institution_id="O2", owner_staff=bank.colleague, **done)
    return bank


def scope(bank: DeskBank, institution: str) -> Scope:
    period = parse_period("", bank.today)
    return Scope(institution, period.first, period.last, bank.at)


def test_a_branch_sees_its_clauses_and_its_outlets(ledger: DeskBank) -> None:
    viewer = viewer_for(ledger.user(ledger.branch_head), ledger.today)
    page = read_page(viewer, ledger.branch_head.institution, scope(ledger, "B"))
    assert [(row.key, row.figures.met, row.figures.counted) for row in page.clauses] == [
        ("A31.2a", 2, 3),
        ("A31.6", 0, 1),
    ]
    assert {row.key: row.figures.met for row in page.children} == {"O1": 1, "O2": 1}
    assert page.people == []
    assert (page.total.missed, page.total.overdue) == (1, 1)


def test_an_outlet_sees_its_people(ledger: DeskBank) -> None:
    viewer = viewer_for(ledger.user(ledger.head), ledger.today)
    page = read_page(viewer, ledger.head.institution, scope(ledger, "O1"))
    assert [(row.name, row.figures.counted) for row in page.people] == [("李思远", 3)]
    assert page.children == []
    assert page.line == []


def test_the_heat_map_leaves_out_what_has_nothing_to_count(ledger: DeskBank) -> None:
    viewer = viewer_for(ledger.user(ledger.branch_head), ledger.today)
    page = read_page(viewer, ledger.branch_head.institution, scope(ledger, "B"))
    drawn = heat(page, lambda **changes: f"/cases?{changes['institution']}&{changes['clause']}")
    assert {(cell["x"], cell["y"]) for cell in drawn["cells"]} == {(0, 0), (0, 1), (1, 0)}
    assert [cell["text"] for cell in drawn["cells"] if (cell["x"], cell["y"]) == (0, 0)] == ["50.0%"]


def test_a_clause_of_which_nothing_is_due_yet_has_no_row_of_its_own(bank: DeskBank, branch: Client) -> None:
    first = bank.today.replace(day=1)
    bank.duty(bank.customer("C1"), "fund.monthly_nav", period_on=first, due_in=5)
    assert "本期还没有到期的任务" in branch.get("/compliance").text
    bank.duty(bank.customer("C2"), "birthday.customer", due_in=-1, period_on=first, lapses_at=None)
    page = branch.get("/compliance").text
    assert 'data-rows="1"' in page
    assert "另有 1 条本期尚无到期任务" in page


@pytest.fixture
def branch(bank: DeskBank) -> Client:
    signed_in = Client()
    signed_in.force_login(bank.user(bank.branch_head))
    return signed_in


def test_the_page_leads_from_the_branch_to_the_outlet_to_the_cases(ledger: DeskBank, branch: Client) -> None:
    top = branch.get("/compliance")
    assert "江城分行" in top.text
    assert 'data-chart="heat"' in top.text
    assert "institution=O1" in top.text
    outlet = branch.get("/compliance?institution=O1")
    assert "李思远" in outlet.text
    assert "江城分行" in outlet.text
    cases = branch.get("/compliance/cases?institution=O1&stands=missed")
    assert cases.text.count("<tr>") == 2
    assert "私人银行" in cases.text or "财富" in cases.text


def test_outside_ones_subtree_there_are_no_figures(ledger: DeskBank, head: Client) -> None:
    assert head.get("/compliance").status_code == 200
    assert head.get("/compliance?institution=O2").status_code == 403
    assert head.get("/compliance?institution=B").status_code == 403
    assert head.get("/compliance/cases?institution=O2").status_code == 403
    assert head.get("/compliance?institution=nowhere").status_code == 403


def test_a_manager_has_no_compliance_page(ledger: DeskBank, manager: Client) -> None:
    assert manager.get("/compliance").status_code == 403
    assert manager.get("/team").status_code == 403


def test_an_inspector_sees_cases_with_masked_customers(ledger: DeskBank, branch: Client) -> None:
    name = ledger.customer("C7", name="欧阳若曦").name
    ledger.duty(ledger.customer("C8", name="司马相如"), period_on=ledger.today.replace(day=1))
    inspector = ledger.person("I1", "检查员", "inspector", "B")
    page = Client()
    page.force_login(ledger.user(inspector))
    assert "司马相如" not in page.get("/compliance/cases?institution=B").text
    assert "司马相如" in branch.get("/compliance/cases?institution=B").text
    assert name not in page.get("/compliance/cases").text


def test_a_figure_and_its_cases_agree(ledger: DeskBank, branch: Client) -> None:
    viewer = viewer_for(ledger.user(ledger.branch_head), ledger.today)
    total = read_page(viewer, ledger.branch_head.institution, scope(ledger, "B")).total
    for stands in ("met", "missed", "overdue"):
        rows = branch.get(f"/compliance/cases?institution=B&stands={stands}").text.count('class="why-btn"')
        assert rows == getattr(total, stands)


@pytest.mark.parametrize(
    "query", ["stands=zz", "page=x", "page=999999999", "clause=' OR 1=1", "staff=nobody", "period=x"]
)
def test_a_garbled_address_of_cases_still_answers(ledger: DeskBank, branch: Client, query: str) -> None:
    assert branch.get(f"/compliance/cases?{query}").status_code == 200


def test_an_empty_period_says_so(ledger: DeskBank, branch: Client) -> None:
    assert "这一期间没有任务" in branch.get("/compliance?period=2024").text
    assert "没有这样的案例" in branch.get("/compliance/cases?period=2024").text


def test_the_team_has_whoever_is_behind_in_front(ledger: DeskBank) -> None:
    viewer = viewer_for(ledger.user(ledger.branch_head), ledger.today)
    team = read_team(viewer, "B", ledger.at)
    assert [(one.staff.pk, one.overdue) for one in team] == [("M1", 1), ("M2", 0)]
    assert team[0].month.counted == 3


def test_the_team_page_shows_people_and_what_was_told(ledger: DeskBank, head: Client) -> None:
    Notice.objects.create(staff=ledger.head, on=ledger.today, what="missed", at=ledger.at, clauses={"A31.2a": 2})
    text = head.get("/team").text
    assert "李思远" in text
    assert "下属未完成" in text
    assert "周雅琴" not in text


def test_a_notice_read_leaves_the_page_but_only_for_whom_it_was_meant(ledger: DeskBank, head: Client) -> None:
    mine, other = (
        Notice.objects.create(staff=staff, on=ledger.today, what="missed", at=ledger.at, clauses={"A31.2a": 2})
        for staff in (ledger.head, ledger.branch_head)
    )
    assert head.post(f"/team/notices/{mine.pk}/seen")["Location"] == "/team"
    head.post(f"/team/notices/{other.pk}/seen")
    assert "下属未完成" not in head.get("/team").text
    other.refresh_from_db()
    assert other.seen_at is None


def test_the_team_page_without_duties_says_what_will_come(bank: DeskBank, head: Client) -> None:
    assert "团队还没有任务" in head.get("/team").text


def test_queries_do_not_grow_with_institutions_or_duties(
    ledger: DeskBank, branch: Client, django_assert_max_num_queries
) -> None:
    from tingtang.organisation.models import Institution
    from tingtang.organisation.tree import rebuild_tree

    for n in range(20):
        Institution.objects.create(institution_id=f"X{n}", parent_id="B", kind="outlet", name=f"网点{n}")
    rebuild_tree()
    for n in range(30):
        customer = ledger.customer(f"C1{n:02}")
        ledger.duty(customer, period_on=ledger.today - timedelta(days=n % 20), institution_id=f"X{n % 20}")
    for address in ("/compliance", "/compliance/cases?institution=B", "/team"):
        with django_assert_max_num_queries(20):
            assert branch.get(address).status_code == 200
