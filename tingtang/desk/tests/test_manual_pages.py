"""The pages of the manual: articles with live figures down to the cases, values, proposals and decisions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tingtang.desk.manual.figures import span
from tingtang.desk.manual.words import direction, said
from tingtang.desk.tests.bank import DeskBank
from tingtang.manual.book import load
from tingtang.manual.book.units import read_as
from tingtang.manual.models import InstitutionValue
from tingtang.organisation.positions import PEOPLE, Position

WEEKLY = "contact.interval_days.private"


@pytest.fixture
def branch(bank: DeskBank) -> Client:
    signed_in = Client()
    signed_in.force_login(bank.user(bank.branch_head))
    return signed_in


@pytest.fixture
def province(bank: DeskBank) -> Client:
    """An officer of a department of the province."""
    signed_in = Client()
    signed_in.force_login(bank.user(bank.person("D1", "孙静怡", Position.DEPARTMENT_OFFICER, "P")))
    return signed_in


def asked(bank: DeskBank, **changed: Any) -> dict[str, Any]:
    """A proposal as the form sends it."""
    given = {"institution": "O1", "value": "5", "from_on": bank.today.isoformat(), "reason": "多走一步"}
    return {**given, **changed}


def ended(bank: DeskBank, states: str = "met met late missed open overdue") -> None:
    """Duties of this month under A31.2a in these states, each of its own customer."""
    for n, state in enumerate(states.split()):
        due = {"open": 2, "overdue": -1}.get(state, -1)
        duty = bank.duty(bank.customer(f"C{n:03d}"), due_in=due, period_on=bank.today.replace(day=1))
        if state in ("open", "overdue"):
            continue
        closed = duty.due_at + timedelta(hours=5 if state == "late" else -5 if state == "met" else 0)
        duty.state, duty.closed_at = state, closed
        duty.evidence_kind, duty.evidence_id = ("contact", str(n)) if state != "missed" else ("", "")
        duty.save()


# -- the articles -----------------------------------------------------------------------------------------------------


def test_the_list_holds_all_forty_articles(manager: Client) -> None:
    text = manager.get("/manual").text
    assert all(f'href="/manual/A{n}' in text for n in range(1, 41))
    assert "售后管理" in text
    assert load().version in text


def test_the_list_is_in_english_on_request(manager: Client) -> None:
    manager.cookies["lang"] = "en"
    assert "After the sale" in manager.get("/manual").text


def test_words_narrow_the_list(manager: Client) -> None:
    text = manager.get("/manual", {"q": "意见簿"}).text
    assert 'href="/manual/A35' in text
    assert 'href="/manual/A27' not in text
    assert "没有找到" in manager.get("/manual", {"q": "xyzzy"}).text


def test_words_are_shown_back_as_text(manager: Client) -> None:
    text = manager.get("/manual", {"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_article_has_its_page_in_both_languages(manager: Client, lang: str) -> None:
    manager.cookies["lang"] = lang
    for article in load().articles.values():
        answer = manager.get(f"/manual/{article.id}")
        assert answer.status_code == 200
        assert all(f'id="{paragraph.id}"' in answer.text for paragraph in article.paragraphs)


def test_a_page_shows_the_values_in_force_with_their_reading(manager: Client) -> None:
    text = manager.get("/manual/A31").text
    assert "7 天" in text
    assert "8,000,000.00 元" in text
    assert "每周至少一次，读作任意连续七个自然日内至少一次。" in text


@pytest.mark.parametrize("address", ["/manual/A41", "/manual/A0", "/manual/A31/nothing", "/manual/values/no.such"])
def test_what_does_not_exist_is_not_found(manager: Client, address: str) -> None:
    assert manager.get(address).status_code == 404


def test_the_clause_tag_of_a_duty_leads_to_its_paragraph(manager: Client) -> None:
    from tingtang.desk.names import clause_url

    assert clause_url("A31.2a") == "/manual/A31#A31.2a"
    assert 'id="A31.2a"' in manager.get("/manual/A31").text


# -- figures ----------------------------------------------------------------------------------------------------------


def figures(text: str) -> list[str]:
    """The values of the figures of the first panel: rate, met, late, missed, open."""
    return [value.strip() for value in re.findall(r'class="value">([^<]*)', text)][:5]


def test_the_figure_counts_met_late_missed_and_open_at_and_below(bank: DeskBank, head: Client, branch: Client) -> None:
    ended(bank)
    assert figures(head.get("/manual/A31").text) == ["40.0%", "2", "1", "2", "1"]
    assert figures(branch.get("/manual/A31").text) == ["40.0%", "2", "1", "2", "1"]
    assert figures(branch.get("/manual/A31", {"at": "O2"}).text) == []


def test_a_manager_sees_their_own_figures_only(bank: DeskBank, manager: Client) -> None:
    ended(bank)
    bank.duty(bank.customer("X1", manager=bank.colleague), owner_staff=bank.colleague, institution_id="O2")
    text = manager.get("/manual/A31").text
    assert "我的任务" in text
    assert figures(text) == ["40.0%", "2", "1", "2", "1"]


def test_another_period_has_other_figures(bank: DeskBank, head: Client) -> None:
    ended(bank)
    assert figures(head.get("/manual/A31", {"period": "last_month"}).text) == []
    assert figures(head.get("/manual/A31", {"period": "year"}).text) == ["40.0%", "2", "1", "2", "1"]
    assert figures(head.get("/manual/A31", {"period": "nonsense"}).text) == ["40.0%", "2", "1", "2", "1"]


def test_an_institution_outside_the_scope_is_not_found(head: Client, branch: Client) -> None:
    for address in ("/manual", "/manual/A31", "/manual/A31/cases"):
        assert head.get(address, {"at": "O2"}).status_code == 404
        assert head.get(address, {"at": "nowhere"}).status_code == 404
    assert branch.get("/manual", {"at": "O2"}).status_code == 200


def test_a_figure_leads_to_as_many_cases(bank: DeskBank, head: Client) -> None:
    ended(bank)
    text = head.get("/manual/A31").text
    links = re.findall(r'<a class="figure[^"]*" href="([^"]+)".*?class="value">(\d+)', text)
    assert len(links) >= 4
    for href, count in links:
        rows = head.get(href.replace("&amp;", "&")).text.count('<th scope="row">')
        assert rows == int(count), href


def test_the_cases_of_a_head_name_the_customer_and_those_of_control_do_not(
    bank: DeskBank, head: Client, province: Client
) -> None:
    customer = bank.customer("C777", name="欧阳若曦")
    bank.duty(customer, period_on=bank.today.replace(day=1))
    assert "欧阳若曦" in head.get("/manual/A31/cases").text
    text = province.get("/manual/A31/cases").text
    assert "私人银行客户每周联系" in text
    assert "欧阳若曦" not in text


def test_cases_come_in_pages(bank: DeskBank, head: Client) -> None:
    ended(bank, "open " * 53)
    first = head.get("/manual/A31/cases", {"stands": "open"}).text
    assert first.count('<th scope="row">') == 50
    assert "page=2" in first
    second = head.get("/manual/A31/cases", {"stands": "open", "page": "2"}).text
    assert second.count('<th scope="row">') == 3
    assert "page=3" not in second
    assert head.get("/manual/A31/cases", {"page": "x"}).status_code == 200


def test_an_empty_list_of_cases_says_so(head: Client) -> None:
    assert "这里没有任务" in head.get("/manual/A31/cases").text


def test_the_pages_ask_the_database_little(bank: DeskBank, head: Client, django_assert_max_num_queries: Any) -> None:
    ended(bank)
    for address in ("/manual", "/manual/A31", "/manual/A31/cases", f"/manual/values/{WEEKLY}"):
        with django_assert_max_num_queries(16):
            head.get(address)


# -- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", list(PEOPLE))
def test_everyone_may_read_the_manual_and_third_parties_see_no_duty(bank: DeskBank, position: Position) -> None:
    ended(bank)
    client = Client()
    client.force_login(bank.user(bank.person("Z1", "某人", position)))
    assert client.get("/manual").status_code == 200
    answer = client.get("/manual/A31")
    assert answer.status_code == 200
    sees_nothing = position in (Position.THIRD_PARTY, Position.ADMINISTRATOR)
    assert client.get("/manual/A31/cases").status_code == (404 if sees_nothing else 200)
    if sees_nothing:
        assert figures(answer.text) == []


def test_nobody_signed_in_reads_nothing(client: Client, db: None) -> None:
    for address in ("/manual", "/manual/A31", "/manual/A31/cases", f"/manual/values/{WEEKLY}", "/manual/proposals"):
        assert client.get(address).status_code == 302


# -- values -----------------------------------------------------------------------------------------------------------


def test_a_value_shows_its_history_reading_and_direction(manager: Client) -> None:
    text = manager.get(f"/manual/values/{WEEKLY}").text
    assert "2012-01-01" in text
    assert "下级机构可以调低（收紧），不能调高" in text
    assert "2027-06-30" in text
    assert "<form class" not in text


def test_every_value_has_its_page(manager: Client) -> None:
    missing = [key for key in load().entries if manager.get(f"/manual/values/{key}").status_code != 200]
    assert missing == []


def test_no_list_of_the_manual_shows_its_codes() -> None:
    lists = [entry for entry in load().entries.values() if entry.unit == "text_list"]
    told = {entry.key: said(entry.dated[-1].value, entry.unit, entry.key) for entry in lists}
    assert [key for key, words in told.items() if re.search("[a-z]", words)] == []
    assert told["information.needed.contact"] == "姓名、电话、证件号码"


def test_a_head_proposes_and_the_branch_approves(bank: DeskBank, head: Client, branch: Client) -> None:
    sent = head.post(f"/manual/values/{WEEKLY}/propose", asked(bank))
    assert sent.status_code == 302
    assert "已提交" in head.get(sent["Location"]).text
    assert "有 1 项收紧提议" in branch.get("/manual").text
    waiting = branch.get("/manual/proposals").text
    assert "多走一步" in waiting
    row = InstitutionValue.objects.get()
    decided = branch.post(f"/manual/proposals/{row.pk}", {"decision": "approve"})
    assert "已批准" in branch.get(decided["Location"]).text
    article = head.get("/manual/A31").text
    assert "5 天" in article
    assert "已收紧" in article
    assert "没有待决定的提议" in branch.get("/manual/proposals").text


def test_what_is_refused_comes_back_as_typed_with_the_reason_beside_the_field(bank: DeskBank, head: Client) -> None:
    answer = head.post(f"/manual/values/{WEEKLY}/propose", asked(bank, value="9", reason="想放宽一点"))
    assert answer.status_code == 422
    assert "只能收紧、不能放宽" in answer.text
    assert 'value="9"' in answer.text
    assert "想放宽一点" in answer.text
    assert not InstitutionValue.objects.exists()


@pytest.mark.parametrize("field", ["value", "from_on", "reason", "institution"])
def test_every_field_is_needed(bank: DeskBank, head: Client, field: str) -> None:
    answer = head.post(f"/manual/values/{WEEKLY}/propose", asked(bank, **{field: ""}))
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text


def test_nobody_proposes_outside_their_scope(bank: DeskBank, head: Client) -> None:
    for place in ("O2", "P", "nowhere"):
        assert head.post(f"/manual/values/{WEEKLY}/propose", asked(bank, institution=place)).status_code == 404


def test_a_manager_neither_proposes_nor_decides(bank: DeskBank, manager: Client, head: Client) -> None:
    assert manager.post(f"/manual/values/{WEEKLY}/propose", asked(bank)).status_code == 403
    assert manager.get("/manual/proposals").status_code == 403
    head.post(f"/manual/values/{WEEKLY}/propose", asked(bank))
    row = InstitutionValue.objects.get()
    assert manager.post(f"/manual/proposals/{row.pk}", {"decision": "approve"}).status_code == 403
    assert head.post(f"/manual/proposals/{row.pk}", {"decision": "approve"}).status_code == 403


def test_ones_own_proposal_is_decided_by_somebody_else(bank: DeskBank, branch: Client) -> None:
    branch.post(f"/manual/values/{WEEKLY}/propose", asked(bank, institution="B"))
    row = InstitutionValue.objects.get()
    assert "须由他人决定" in branch.get("/manual/proposals").text
    answer = branch.post(f"/manual/proposals/{row.pk}", {"decision": "approve"})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == "proposed"


def test_turning_down_needs_a_reason(bank: DeskBank, head: Client, branch: Client) -> None:
    head.post(f"/manual/values/{WEEKLY}/propose", asked(bank))
    row = InstitutionValue.objects.get()
    refused = branch.post(f"/manual/proposals/{row.pk}", {"decision": "reject"})
    assert refused.status_code == 422
    assert "请说明驳回理由" in refused.text
    done = branch.post(f"/manual/proposals/{row.pk}", {"decision": "reject", "note": "人手不够"})
    text = head.get(done["Location"]).text
    assert "已驳回" in text
    assert "人手不够" in text


def test_a_proposal_outside_the_scope_does_not_exist(bank: DeskBank, branch: Client) -> None:
    assert branch.post("/manual/proposals/99", {"decision": "approve"}).status_code == 404


def test_a_value_nobody_may_change_has_no_form(branch: Client) -> None:
    text = branch.get("/manual/values/tier.threshold.private").text
    assert "全行统一" in text
    assert "提议收紧" not in text


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("7", "days", "7 天"),
        ("0.70", "share", "70%"),
        ("0.085", "share", "8.5%"),
        ("0", "share", "0%"),
        ("1", "share", "100%"),
        ("8000000", "CNY", "8,000,000.00 元"),
        ("a|b", "text_list", "a、b"),
        ("true", "bool", "是"),
        ("2012-01-01", "date", "2012-01-01"),
        ("30", "count", "30"),
        ("1+1+1", "text", "1+1+1"),
    ],
)
def test_a_value_is_said_with_its_unit(text: str, unit: str, expected: str) -> None:
    assert said(read_as(unit, text), unit) == expected


def test_a_direction_is_said() -> None:
    assert "调低" in direction("lower")
    assert "调高（收紧）" in direction("higher")
    assert "统一" in direction(None)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("month", (date(2026, 11, 1), date(2026, 11, 30))),
        ("last_month", (date(2026, 10, 1), date(2026, 10, 31))),
        ("quarter", (date(2026, 10, 1), date(2026, 12, 31))),
        ("year", (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_a_period_has_its_days(period: str, expected: tuple[date, date]) -> None:
    assert span(period, date(2026, 11, 23)) == expected
