"""Pages of cards: refer in one sentence, take up, say what came of it, give to another, the report and the board."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.organisation.models import Staff, User
from tingtang.referrals.actions import hand_back, record_outcome
from tingtang.referrals.models import Referral
from tingtang.referrals.tests.cards import KNOWN, PHONE, Cards
from tingtang.shared.times import business_date

NOW = timezone.now() - timedelta(minutes=5)
SENTENCE = "定期到期二十万，问起大额存单"


@pytest.fixture
def cards(db: None) -> Cards:
    made = Cards(signed=True)
    Staff.objects.filter(pk="W1").update(name="李理财")
    return made


def client_of(staff_id: str, **headers: str) -> Client:
    signed_in = Client(headers=headers or None)
    signed_in.force_login(User.objects.get(username=staff_id))
    return signed_in


def body(answer: Any) -> str:
    return answer.content.decode()


def given(**changes: str) -> dict[str, str]:
    plain = {
        "key": "k1",
        "sentence": SENTENCE,
        "need": "deposit",
        "willing": "yes",
        "phone": PHONE,
        "prospect_name": "王小明",
    }
    return {**plain, **changes}


def made_now(cards: Cards, **fields: Any) -> int:
    return cards.card(at=NOW, **fields)


# -- one sentence -----------------------------------------------------------------------------------------------------


def test_the_form_opens_as_a_sheet_on_any_page_and_as_a_page_without_scripts(cards: Cards) -> None:
    sheet = client_of("T1", **{"HX-Request": "true"}).get("/referrals/new?source=ticket:7")
    assert "<html" not in body(sheet)
    assert 'name="source" value="ticket:7"' in body(sheet)
    assert "<html" in body(client_of("T1").get("/referrals/new"))


def test_a_sentence_and_a_number_are_a_card_and_the_toast_says_who_has_it(cards: Cards) -> None:
    answer = client_of("T1", **{"HX-Request": "true"}).post("/referrals/new", given(source="ticket:7"))
    assert answer.status_code == 204
    assert "\\u674e\\u7406\\u8d22" in answer.headers["HX-Trigger"]
    kept = Referral.objects.get()
    assert (kept.to_staff_id, kept.sentence, kept.willing) == ("W1", SENTENCE, True)
    assert (kept.source_kind, kept.source_id) == ("ticket", "7")


def test_without_scripts_the_way_leads_to_the_cards_one_made(cards: Cards) -> None:
    answer = client_of("T1").post("/referrals/new", given())
    assert answer.headers["Location"] == "/referrals?box=made"


def test_from_a_customers_page_the_card_goes_to_their_manager(cards: Cards) -> None:
    client_of("T1").post("/referrals/new", given(source="customer:C1", phone=""))
    assert (Referral.objects.get().to_staff_id, Referral.objects.get().customer_id) == ("W2", "C1")


def test_a_known_number_names_the_manager_and_nothing_of_the_customer(cards: Cards) -> None:
    answer = client_of("T1", **{"HX-Request": "true"}).post("/referrals/new", given(phone=KNOWN))
    told = answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert "员工W2" in told
    assert not re.search("C1|欧阳|private", told)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sentence": " "}, "sentence"),
        ({"need": "moon"}, "need"),
        ({"willing": "maybe"}, "willing"),
        ({"phone": "1381"}, "phone"),
        ({"willing": "no", "phone": ""}, "phone"),
        ({"to_staff": "T1"}, "to_staff"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    cards: Cards, changes: dict, field: str
) -> None:
    answer = client_of("T1").post("/referrals/new", given(**changes))
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in body(answer)
    assert "王小明" in body(answer)
    assert not Referral.objects.exists()


def test_a_card_that_nobody_takes_is_said_to_the_sender(cards: Cards) -> None:
    Staff.objects.exclude(pk="T1").update(to_on=business_date(NOW) - timedelta(days=9))
    answer = client_of("T1").post("/referrals/new", given())
    assert answer.status_code == 422
    assert "没有可接收此类卡片的人员" in body(answer)


# -- lists ------------------------------------------------------------------------------------------------------------


def test_an_empty_list_teaches_what_to_do_first(cards: Cards) -> None:
    assert "用一句话转给客户经理" in body(client_of("T1").get("/referrals"))
    assert "同事转来的客户会出现在这里" in body(client_of("W1").get("/referrals"))
    assert "改派" in body(client_of("H1").get("/referrals"))


def test_the_one_who_has_it_reads_the_name_and_the_number_masked_with_the_reason_why(cards: Cards) -> None:
    made_now(cards)
    page = body(client_of("W1").get("/referrals"))
    assert "王小明" in page
    assert "139****1111" in page
    assert PHONE not in page
    assert "须接收或退回" in page


def test_the_sender_sees_what_became_of_it_and_the_prospect_masked(cards: Cards) -> None:
    card = made_now(cards)
    record_outcome(referral_id=card, outcome="contacted", text="私房话", by="W1", at=NOW)
    page = body(client_of("T1").get("/referrals"))
    assert "王**" in page
    assert "王小明" not in page
    assert "已联系" in page
    assert "私房话" not in page
    record_outcome(referral_id=card, outcome="won", text="开户成功", by="W1", at=NOW)
    assert "开户成功" in body(client_of("T1").get("/referrals?state=all"))


def test_a_search_finds_by_tail_and_by_name_only_where_the_name_is_shown(cards: Cards) -> None:
    made_now(cards)
    holder, sender = client_of("W1"), client_of("T1")
    assert "#" in body(holder.get("/referrals?q=王小")).split("<tbody>")[1]
    assert "<tbody>" not in body(sender.get("/referrals?box=made&q=王小"))
    assert "<tbody>" in body(sender.get("/referrals?box=made&q=1111"))
    assert "<tbody>" in body(holder.get("/referrals?q=139****1111".replace("*", "")))
    assert "<tbody>" not in body(holder.get("/referrals?q=111"))


def test_a_head_sees_the_cards_of_the_place_and_another_head_does_not(cards: Cards) -> None:
    made_now(cards)
    assert "<tbody>" in body(client_of("H1").get("/referrals"))
    assert "<tbody>" in body(client_of("HB").get("/referrals"))
    assert "<tbody>" not in body(client_of("H3").get("/referrals"))


def test_a_long_list_is_paged(cards: Cards) -> None:
    for n in range(23):
        made_now(cards, phone=f"1390000{n:04d}")
    first, second = (body(client_of("W1").get(f"/referrals?page={n}")) for n in (1, 2))
    assert (first.count('scope="row"'), second.count('scope="row"')) == (20, 3)


def test_the_tracking_list_puts_the_next_contact_first(cards: Cards) -> None:
    late, soon = (made_now(cards, phone=f"1390000000{n}") for n in (1, 2))
    today = business_date(NOW)
    for card, days in ((late, 9), (soon, 2)):
        record_outcome(
            referral_id=card, outcome="contacted", text="谈了", by="W1", at=NOW, next_on=today + timedelta(days=days)
        )
    page = body(client_of("W1").get("/referrals/prospects"))
    assert page.index(f"#{soon}") < page.index(f"#{late}")


# -- one card ---------------------------------------------------------------------------------------------------------


def test_taken_up_contacted_and_won_the_timeline_says_it_all(cards: Cards) -> None:
    card = made_now(cards)
    holder = client_of("W1")
    assert holder.post(f"/referrals/{card}/accept").headers["Location"] == f"/referrals/{card}"
    holder.post(f"/referrals/{card}/outcome", {"outcome": "contacted", "text": "约了周五"})
    holder.post(f"/referrals/{card}/outcome", {"outcome": "won", "text": "买了存单"})
    page = body(holder.get(f"/referrals/{card}"))
    assert [page.index(word) for word in ("买了存单", "约了周五")] == sorted(
        page.index(word) for word in ("买了存单", "约了周五")
    )
    assert Referral.objects.get().state == "won"
    assert 'name="outcome"' not in page


def test_accepted_a_second_time_the_page_says_who_was_quicker(cards: Cards) -> None:
    card = made_now(cards)
    holder = client_of("W1")
    holder.post(f"/referrals/{card}/accept")
    answer = holder.post(f"/referrals/{card}/accept")
    assert answer.status_code == 409
    assert "已被接收" in body(answer)


def test_an_outcome_without_words_comes_back_with_what_was_typed(cards: Cards) -> None:
    card = made_now(cards)
    answer = client_of("W1").post(f"/referrals/{card}/outcome", {"outcome": "won", "text": "", "next_on": "2099-01-01"})
    assert answer.status_code == 422
    assert 'id="wrong-outcome-text"' in body(answer)
    assert "2099-01-01" in body(answer)


def test_handed_back_the_head_gives_it_to_another(cards: Cards) -> None:
    card = made_now(cards)
    assert (
        client_of("W1").post(f"/referrals/{card}/hand-back", {"reason": "不归我管"}).headers["Location"] == "/referrals"
    )
    head = client_of("H1")
    assert "不归我管" in body(head.get(f"/referrals/{card}"))
    head.post(f"/referrals/{card}/reassign", {"to_staff": "OT", "reason": "请跟进"})
    assert Referral.objects.get().to_staff_id == "OT"
    assert client_of("W1").get(f"/referrals/{card}").status_code == 403


@pytest.mark.parametrize(
    ("to_staff", "reason", "field"), [("", "x", "to_staff"), ("OT", "", "reason"), ("T1", "x", "to_staff")]
)
def test_a_place_that_makes_no_sense_comes_back(cards: Cards, to_staff: str, reason: str, field: str) -> None:
    card = made_now(cards)
    answer = client_of("H1").post(f"/referrals/{card}/reassign", {"to_staff": to_staff, "reason": reason})
    assert answer.status_code == 422
    assert f'id="wrong-place-{field}"' in body(answer)


def test_a_head_ends_a_card_that_came_back(cards: Cards) -> None:
    card = made_now(cards)
    hand_back(referral_id=card, reason="空号", by="W1", at=NOW)
    client_of("H1").post(f"/referrals/{card}/outcome", {"outcome": "lost", "text": "号码为空号"})
    assert Referral.objects.get().state == "lost"


@pytest.mark.parametrize("who", ["L1", "OT", "W2", "H3", "A1"])
def test_a_card_of_others_is_not_there(cards: Cards, who: str) -> None:
    assert client_of(who).get(f"/referrals/{made_now(cards)}").status_code == 403
    assert client_of(who).get("/referrals/404404").status_code == 403


def test_the_sender_may_not_answer_their_own_card(cards: Cards) -> None:
    card = made_now(cards)
    assert 'name="outcome"' not in body(client_of("T1").get(f"/referrals/{card}"))
    assert client_of("OT").post(f"/referrals/{card}/accept").status_code == 403


def test_a_head_who_opens_a_card_leaves_a_trace_and_its_holder_does_not(cards: Cards) -> None:
    card = made_now(cards)
    client_of("W1").get(f"/referrals/{card}")
    client_of("H1").get(f"/referrals/{card}")
    assert [entry.actor for entry in Entry.objects.filter(action="record.read", subject_kind="referral")] == ["H1"]


def test_the_number_is_shown_for_a_reason_that_stands_in_the_trail(cards: Cards) -> None:
    card = made_now(cards)
    holder = client_of("W1")
    assert PHONE not in body(holder.post(f"/referrals/{card}/reveal/phone", {"reason": ""}))
    assert PHONE in body(holder.post(f"/referrals/{card}/reveal/phone", {"reason": "致电客户"}))
    entry = Entry.objects.get(action="field.reveal")
    assert (entry.actor, entry.subject_kind, entry.detail["reason"]) == ("W1", "referral", "致电客户")
    assert PHONE not in str(entry.detail)


@pytest.mark.parametrize(("who", "field"), [("T1", "phone"), ("W1", "sentence"), ("W2", "phone")])
def test_nobody_else_and_nothing_else_is_revealed(cards: Cards, who: str, field: str) -> None:
    card = made_now(cards)
    answer = client_of(who).post(f"/referrals/{card}/reveal/{field}", {"reason": "好奇"})
    assert answer.status_code in (403, 404)
    assert PHONE not in body(answer)


def test_my_day_leads_to_the_card(cards: Cards) -> None:
    card = made_now(cards)
    page = body(client_of("W1").get("/"))
    assert f'href="/referrals/{card}"' in page
    assert "接收或退回" in page


def test_the_cards_are_in_order_only_when_each_has_its_next_step(cards: Cards) -> None:
    card = made_now(cards)
    holder = client_of("W1")
    answer = holder.post("/referrals/tidy")
    assert answer.status_code == 422
    assert f"#{card}" in body(answer)
    tomorrow = business_date(timezone.now()) + timedelta(days=1)
    record_outcome(referral_id=card, outcome="contacted", text="谈了", by="W1", at=NOW, next_on=tomorrow)
    assert holder.post("/referrals/tidy").headers["Location"] == "/referrals?tidied=1"
    assert Entry.objects.filter(action="referral.tidied", actor="W1").exists()


# -- figures and report -----------------------------------------------------------------------------------------------


def test_the_board_counts_each_person_against_the_target(cards: Cards) -> None:
    for n in range(3):
        made_now(cards, phone=f"1390000000{n}")
    record_outcome(referral_id=Referral.objects.order_by("pk")[0].pk, outcome="won", text="好", by="W1", at=NOW)
    page = body(client_of("H1").get("/referrals/board"))
    assert "3 / 5" in page
    assert "33.3%" in page
    assert client_of("H3").get("/referrals/board?institution=O1").status_code == 403
    assert client_of("W1").get("/referrals/board").status_code == 403


def test_the_report_drafts_itself_and_its_file_is_marked_and_logged(cards: Cards) -> None:
    made_now(cards, sentence="=1+1 定期到期")
    teller = client_of("T1")
    assert "139****1111" in body(teller.get("/referrals/report"))
    answer = teller.get("/referrals/report.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(body(answer).removeprefix("\ufeff"))))
    assert rows[0][0] == "潜在客户推荐记录双周报表"
    assert rows[2][2:4] == ["王**", "139****1111"]
    assert rows[2][5] == "'=1+1 定期到期"
    assert "导出人 员工T1（T1）" in rows[-1][0]
    assert PHONE not in body(answer)
    assert Entry.objects.get(action="referral.export").actor == "T1"


def test_a_head_reads_the_report_of_their_own_people_only(cards: Cards) -> None:
    assert client_of("H1").get("/referrals/report?staff=T1").status_code == 200
    assert client_of("H3").get("/referrals/report?staff=T1").status_code == 403
    assert client_of("L1").get("/referrals/report?staff=T1").status_code == 403


def test_an_empty_report_says_that_there_is_nothing_to_fill_in(cards: Cards) -> None:
    assert "无需另填" in body(client_of("T1").get("/referrals/report?on=2026-01-05"))


@pytest.mark.parametrize("asked", ["2026-13-01", "", "9999-01-01", "1999-01-01", "x"])
def test_a_day_that_makes_no_sense_is_today(cards: Cards, asked: str) -> None:
    made_now(cards)
    assert "139****1111" in body(client_of("T1").get(f"/referrals/report?on={asked}"))


def test_a_wealth_manager_is_told_that_a_visit_to_a_prospect_counts(cards: Cards) -> None:
    card = cards.card()
    page = body(client_of("W1").get(f"/referrals/{card}"))
    assert "面谈计入当日一对一约访" in page
    client_of("W1").post(f"/referrals/{card}/outcome", {"outcome": "contacted", "text": "谈了", "channel": "visit"})
    assert "已联系 · 面谈" in body(client_of("W1").get(f"/referrals/{card}"))
    answer = client_of("W1").post(f"/referrals/{card}/outcome", {"outcome": "won", "text": "买了", "channel": "dream"})
    assert (answer.status_code, 'id="wrong-outcome-channel"' in body(answer)) == (422, True)


def test_who_owes_no_visits_is_told_nothing_of_them(cards: Cards) -> None:
    card = cards.card(need="corporate")
    page = body(client_of("A1").get(f"/referrals/{card}"))
    assert 'name="channel"' in page
    assert "面谈计入" not in page
