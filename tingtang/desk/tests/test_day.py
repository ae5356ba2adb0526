"""My day: who stands in it, in which order, under which filters, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tingtang.customers.consent import consent_field
from tingtang.desk.duties.day import Filters, group_of, read_day
from tingtang.desk.duties.month import read_month
from tingtang.desk.tests.bank import LONG, DeskBank
from tingtang.duties.models import State
from tingtang.nightly.tests.answers import keep_answers
from tingtang.organisation.access import viewer_for
from tingtang.organisation.models import ExtraPost, Leave
from tingtang.organisation.positions import Position
from tingtang.shared.times import day_end, day_start

HTMX = {"HX-Request": "true"}


def viewer(bank: DeskBank, staff=None):
    return viewer_for(bank.user(staff or bank.manager), bank.today)


def shown(page: Client, address: str = "/") -> list[str]:
    """The customers of the page, in order."""
    return re.findall(r'data-card="customer-(\w+)"', page.get(address).text)


def test_one_customer_is_one_card_with_all_its_duties(bank: DeskBank, manager: Client) -> None:
    customer = bank.customer("C1")
    bank.duty(customer, "contact.private", 2)
    bank.duty(customer, "wealth.before_maturity", 0)
    page = manager.get("/")
    assert shown(manager) == ["C1"]
    assert "须每 7 天联系一次，上次联系上为 11 天前" in page.text
    assert "安心稳利三号于 11" in page.text or "安心稳利三号于" in page.text
    assert page.text.count('class="reason"') == 2


def test_a_card_says_how_the_customer_wants_to_hear_nothing(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"))
    assert "/customers/C1/call" in manager.get("/").text
    keep_answers([("C1", consent_field("service", "phone"), "refused", None)])
    card = manager.get("/").text
    assert "客户不接受：电话" in card
    assert "/customers/C1/call" not in card


def test_the_sentence_of_a_card_is_said_in_english_too(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"), "contact.private", 2)
    manager.cookies["lang"] = "en"
    text = manager.get("/").text
    assert "Assets CNY 9.2 m, contact every 7 days, last reached 11 days ago" in text
    assert "A31.2a" in text


def test_late_stands_before_today_and_today_before_what_is_coming(bank: DeskBank, manager: Client) -> None:
    for key, due in (("C3", 4), ("C1", -1), ("C2", 0)):
        bank.duty(bank.customer(key), due_in=due)
    assert shown(manager) == ["C1", "C2", "C3"]


def test_within_a_group_the_rank_of_the_night_decides(bank: DeskBank, manager: Client) -> None:
    for rank, key in enumerate(("C2", "C3", "C1"), start=1):
        customer = bank.customer(key)
        bank.duty(customer, due_in=3)
        bank.task(customer, rank)
    assert shown(manager) == ["C2", "C3", "C1"]


def test_what_the_day_does_not_hold_waits_but_never_what_is_due(bank: DeskBank, manager: Client) -> None:
    inside, beyond, due = (bank.customer(key) for key in ("C1", "C2", "C3"))
    for rank, (customer, due_in) in enumerate([(inside, 3), (beyond, 3), (due, 0)], start=1):
        bank.duty(customer, due_in=due_in)
        bank.task(customer, rank, within=rank == 1)
    assert shown(manager) == ["C3", "C1"]
    assert shown(manager, "/?state=waiting") == ["C2"]


def test_a_duty_whose_ideal_date_has_not_come_is_not_shown(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"), show_at=bank.at + timedelta(hours=1))
    assert shown(manager) == []
    assert "今天没有待办" in manager.get("/").text


@pytest.mark.parametrize("state", [State.MET, State.MISSED, State.CANCELLED, State.EXCUSED])
def test_a_duty_with_its_verdict_has_left_the_day(bank: DeskBank, manager: Client, state: str) -> None:
    evidence = {"evidence_kind": "contact", "evidence_id": "1"} if state == State.MET else {}
    bank.duty(bank.customer("C1"), due_in=1, state=state, closed_at=bank.at, **evidence)
    assert shown(manager) == []


def test_other_peoples_duties_are_not_mine(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1", manager=bank.colleague), owner_staff=bank.colleague)
    assert shown(manager) == []


def test_a_deputy_sees_the_day_of_the_person_on_leave(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1", manager=bank.colleague), owner_staff=bank.colleague)
    Leave.objects.create(staff=bank.colleague, deputy=bank.manager, first_on=bank.today, last_on=bank.today)
    assert shown(manager) == ["C1"]


def test_the_night_ranks_for_the_deputy_as_it_did_for_the_person_on_leave(bank: DeskBank, manager: Client) -> None:
    for rank, key in enumerate(("C2", "C1", "C3"), start=1):
        customer = bank.customer(key, manager=bank.colleague)
        bank.duty(customer, due_in=3, owner_staff=bank.colleague)
        bank.task(customer, rank, within=key != "C3", staff=bank.colleague)
    Leave.objects.create(staff=bank.colleague, deputy=bank.manager, first_on=bank.today, last_on=bank.today)
    assert shown(manager) == ["C2", "C1"]
    assert shown(manager, "/?state=waiting") == ["C3"]


def test_only_the_latest_night_up_to_today_ranks(bank: DeskBank, manager: Client) -> None:
    first, second = bank.customer("C1"), bank.customer("C2")
    for customer, nights in ((first, {-8: 1, -1: 2, 1: 1}), (second, {-8: 2, -1: 1, 1: 2})):
        bank.duty(customer, due_in=3)
        for ago, rank in nights.items():
            bank.task(customer, rank, on=bank.today + timedelta(days=ago))
    assert shown(manager) == ["C2", "C1"]


def test_a_duty_of_a_role_is_shown_to_whoever_holds_it_there(bank: DeskBank) -> None:
    bank.duty(bank.customer("C1"), owner_staff=None, owner_role="outlet_head")
    filters = Filters()
    assert [line.subject_id for line in read_day(viewer(bank, bank.head), filters, bank.at).lines] == ["C1"]
    assert read_day(viewer(bank, bank.branch_head), filters, bank.at).lines == []
    ExtraPost.objects.create(staff=bank.colleague, position="outlet_head", institution_id="O1", from_on=bank.today)
    assert [line.subject_id for line in read_day(viewer(bank, bank.colleague), filters, bank.at).lines] == ["C1"]


def test_the_filters_are_in_the_address(bank: DeskBank, manager: Client) -> None:
    private, wealth = bank.customer("C1"), bank.customer("C2", tier="wealth", name="郑小满", phone="13900001234")
    bank.duty(private, "contact.private", -1)
    bank.duty(private, "birthday.customer", 2)
    bank.duty(wealth, "contact.wealth", 3)
    assert shown(manager, "/?tier=wealth") == ["C2"]
    assert shown(manager, "/?clause=A31.6") == ["C1"]
    assert shown(manager, "/?state=late") == ["C1"]
    assert shown(manager, "/?state=soon") == ["C2"]
    assert shown(manager, "/?q=小满") == ["C2"]
    assert shown(manager, "/?q=1234") == ["C2"]
    assert shown(manager, "/?q=c1") == ["C1"]
    assert shown(manager, "/?q=nobody") == []
    assert "没有符合条件的客户" in manager.get("/?q=nobody").text


def test_search_finds_no_more_of_a_number_than_its_mask_shows(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1", phone="13812345678"))
    for shown_digits in ("5678", "13812345678"):
        assert shown(manager, f"/?q={shown_digits}") == ["C1"]
    # Right and wrong guesses of the hidden digits are answered alike.
    assert shown(manager, "/?q=45678") == shown(manager, "/?q=95678") == ["C1"]
    assert shown(manager, "/?q=13899995678") == ["C1"]
    assert shown(manager, "/?q=8") == shown(manager, "/?q=9") == []


@pytest.mark.parametrize(
    "query", ["state=xx", "page=-1", "page=99999999", "tier=zz", "page=abc", "q=%25", "clause=" + "A" * 500]
)
def test_a_garbled_address_still_shows_a_page(bank: DeskBank, manager: Client, query: str) -> None:
    bank.duty(bank.customer("C1"))
    assert manager.get(f"/?{query}").status_code == 200


def test_a_filter_by_clause_still_shows_the_whole_card(bank: DeskBank, manager: Client) -> None:
    customer = bank.customer("C1")
    bank.duty(customer, "contact.private", 2)
    bank.duty(customer, "birthday.customer", 2)
    assert manager.get("/?clause=A31.6").text.count('class="reason"') == 2


def test_the_counts_do_not_depend_on_the_group_looked_at(bank: DeskBank) -> None:
    for key, due in (("C1", -1), ("C2", 0), ("C3", 3)):
        bank.duty(bank.customer(key), due_in=due)
    for state in ("", "late", "soon"):
        counts = read_day(viewer(bank), Filters(state=state), bank.at).counts
        assert counts == {"": 3, "late": 1, "today": 1, "soon": 1, "waiting": 0}


def test_a_long_list_is_paged_and_a_page_past_the_end_is_the_last(bank: DeskBank, manager: Client) -> None:
    for n in range(45):
        bank.duty(bank.customer(f"C{n}"), due_in=3)
    first, last = shown(manager), shown(manager, "/?page=3")
    assert (len(first), len(last)) == (20, 5)
    assert set(first).isdisjoint(last)
    assert shown(manager, "/?page=9") == last
    assert "page=2" in manager.get("/").text


def test_htmx_gets_the_list_alone(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"))
    answer = manager.get("/", headers=HTMX)
    assert "<html" not in answer.text
    assert 'id="day-list"' in answer.text


def test_names_are_mine_to_see_and_numbers_are_masked(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1", name="欧阳若曦", phone="13812345678"))
    text = manager.get("/").text
    assert "欧阳若曦" in text
    assert "13812345678" not in text
    assert "138****5678" in text


def test_a_name_that_looks_like_markup_is_text(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1", name="<script>alert(1)</script>"))
    assert "<script>alert" not in manager.get("/").text


def test_the_number_of_queries_does_not_grow_with_the_list(
    bank: DeskBank, manager: Client, django_assert_max_num_queries
) -> None:
    bank.busy_day(40, waiting=5)
    with django_assert_max_num_queries(20):
        assert len(shown(manager)) == 20


def test_the_long_name_and_every_kind_of_the_fixture_is_shown(bank: DeskBank, manager: Client) -> None:
    bank.busy_day(12)
    assert LONG in manager.get("/").text


def test_third_parties_have_no_day_and_are_led_on(bank: DeskBank) -> None:
    stationed = bank.person("T1", "驻点", "third_party")
    page = Client()
    page.force_login(bank.user(stationed))
    answer = page.get("/")
    assert answer.status_code == 302
    assert page.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("due", "group"),
    [(-1, "late"), (0, "today"), (1, "soon")],
)
def test_a_duty_belongs_to_the_group_of_its_last_day(bank: DeskBank, due: int, group: str) -> None:
    assert group_of(day_end(bank.today + timedelta(days=due)), bank.at) == group


def test_a_month_shows_the_worst_of_each_day_and_its_cases(bank: DeskBank, manager: Client) -> None:
    customer = bank.customer("C1")
    due = day_end(bank.today)
    bank.duty(customer, "contact.private", 0)
    bank.duty(
        customer, "birthday.customer", 0, state="met", closed_at=day_start(bank.today), due_at=due,
        evidence_kind="contact", evidence_id="1",
    )  # fmt: skip
    bank.duty(customer, "attrition.silence", 0, state="cancelled", closed_at=bank.at)
    month = read_month(viewer(bank), bank.today.replace(day=1), bank.at)
    cell = next(cell for week in month.weeks for cell in week if cell.on == bank.today)
    assert cell.counts == {"open": 1, "met": 1}
    assert cell.worst == "open"
    assert month.totals == {"open": 1, "met": 1}
    sheet = manager.get(f"/month-day/{bank.today}", headers=HTMX).text
    assert sheet.count("C1") == 2
    assert manager.get(f"/month/{bank.today.replace(day=1)}").status_code == 200


def test_a_month_and_what_was_done_today_are_told_of_ones_roles_too(bank: DeskBank, head: Client) -> None:
    done = {"state": "met", "evidence_kind": "contact", "evidence_id": "1", "closed_at": bank.at}
    post = {"owner_staff": None, "owner_role": "outlet_head"}
    bank.duty(bank.customer("C1"), due_in=0, **post)
    bank.duty(bank.customer("C2"), due_in=60, **post, **done)  # of another month, done today
    bank.duty(bank.customer("C3"), due_in=0, owner_role="outlet_head", owner_staff=None, institution_id="O2")
    month = read_month(viewer(bank, bank.head), bank.today.replace(day=1), bank.at)
    assert (month.totals, month.ended_today) == ({"open": 1}, 1)
    assert "已完成 1 项" in head.get("/").text


def test_midnight_belongs_to_the_day_before_in_a_month(bank: DeskBank) -> None:
    first = bank.today.replace(day=1)
    bank.duty(bank.customer("C1"), due_at=day_start(first), lapses_at=None)  # the last moment of the month before
    bank.duty(bank.customer("C2"), due_at=day_end(first), lapses_at=None)
    month = read_month(viewer(bank), first, bank.at)
    assert [(cell.on, cell.total) for cell in month.days] == [(first, 1)]


def test_a_day_that_is_no_day_is_no_page(manager: Client) -> None:
    for none in ("2026-02-30", "0001-01-01", "9999-12-31"):
        assert manager.get(f"/month/{none}").status_code == 404
        assert manager.get(f"/month-day/{none}").status_code == 404


@pytest.mark.parametrize(
    ("position", "leads_to"),
    [
        (Position.ADMINISTRATOR, "/operations"),
        (Position.GUARD, "/manual"),
        (Position.LOBBY_MANAGER, "/manual"),
        (Position.COMPLAINT_OFFICER, "/manual"),
        (Position.INSPECTOR, "/manual"),
    ],
)
def test_an_empty_day_speaks_of_no_customers_to_whoever_has_none(
    bank: DeskBank, client: Client, position: Position, leads_to: str
) -> None:
    client.force_login(bank.user(bank.person("X1", "周明", position)))
    page = client.get("/").text
    main = page[page.index('<main class="content"') : page.index("</main>")]
    empty = main[main.index('class="empty"') :]
    assert "今天没有待办" in empty
    assert f'href="{leads_to}"' in empty
    assert "要联系的客户" not in main
    assert 'name="q"' not in main
    assert 'name="tier"' not in main


def test_an_empty_day_tells_a_manager_of_customers_and_a_head_of_the_team(manager: Client, head: Client) -> None:
    assert "要联系的客户及原因" in manager.get("/").text
    page = head.get("/").text
    assert "下属今天的情况在「团队」" in page
    assert "要联系的客户及原因" not in page


def test_a_stationed_third_party_has_no_day_and_is_led_to_their_area(bank: DeskBank, client: Client) -> None:
    client.force_login(bank.user(bank.person("X1", "周明", Position.THIRD_PARTY)))
    assert client.get("/").headers["Location"] == "/my-area"


def test_whoever_keeps_no_customers_sees_the_duties_of_their_position_counted_as_such(
    bank: DeskBank, client: Client
) -> None:
    bank.duty(bank.customer("C1"), owner_staff=None, owner_role=Position.LOBBY_MANAGER)
    client.force_login(bank.user(bank.person("X1", "周明", Position.LOBBY_MANAGER)))
    page = client.get("/").text
    assert "1 项待办" in page
    assert "位客户" not in page
    assert 'name="clause"' in page
