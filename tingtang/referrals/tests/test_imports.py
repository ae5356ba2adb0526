"""Prospects from a file: each row a card by the rules of any other, wrong rows named, who is known told and nothing
of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tingtang.audit.models import Entry
from tingtang.customers.errors import AlreadyDecided, BadFile
from tingtang.customers.models import ImportBatch
from tingtang.customers.naming import renew_name_keys
from tingtang.organisation.access import Viewer, viewer_of_staff
from tingtang.organisation.models import Staff
from tingtang.referrals.imports import drop_prospects, read_prospects, take_prospects
from tingtang.referrals.models import Referral
from tingtang.referrals.tests.cards import KNOWN, MONDAY, PHONE, Cards, later, owed

HEAD = "姓名,电话,需求,一句话,愿意了解\n"
GOOD = f"{HEAD}王小明,{PHONE},理财,讲座上问起养老理财,是\n,139 0000 2222,保险,想了解教育金,\n"


@pytest.fixture
def w1(cards: Cards) -> Viewer:
    return viewer_of_staff("W1", MONDAY.date())


def read(viewer: Viewer, text: str, to_staff: str = "", at: datetime = MONDAY) -> ImportBatch:
    return read_prospects(name="签到表.csv", content=text.encode(), to_staff=to_staff, viewer=viewer, at=at)


def take(viewer: Viewer, batch: ImportBatch, *, only_good: bool = False, checked: bool = False) -> ImportBatch:
    return take_prospects(batch_id=batch.pk, only_good=only_good, checked=checked, viewer=viewer, at=later(hours=1))


def said(batch: ImportBatch, what: str) -> dict[int, list[str]]:
    return {row["row"]: [f"{one['column']}：{one['zh']}" for one in row[what]] for row in batch.rows if row[what]}


def test_each_row_becomes_a_card_with_its_times_and_nothing_before_it_is_taken_in(cards: Cards, w1: Viewer) -> None:
    batch = read(w1, GOOD)
    assert (batch.good, batch.bad, Referral.objects.count()) == (2, 0, 0)
    assert take(w1, batch).taken == 2
    first, second = Referral.objects.order_by("pk")
    assert (first.prospect_name, first.phone, first.need, first.willing) == ("王小明", PHONE, "wealth", True)
    assert (second.prospect_name, second.phone, second.need, second.willing) == ("", "13900002222", "insurance", False)
    assert (first.source_kind, first.to_staff_id) == ("import", "W1")  # by rule: the wealth manager of the outlet
    assert owed(first.pk) == {"referral.contact.1": "open"}
    batch.refresh_from_db()
    assert batch.rows == []
    trail = Entry.objects.filter(subject_kind="import").order_by("pk").values_list("action", "detail")
    assert list(trail) == [
        ("referral.import.read", {"good": 2, "bad": 0, "taken": 0}),
        ("referral.import.take", {"good": 2, "bad": 0, "taken": 2}),
    ]


def test_each_wrong_cell_is_named_and_a_number_twice_is_wrong_both_times(cards: Cards, w1: Viewer) -> None:
    bad = (
        f"{HEAD},12,理财,问理财,\n,{PHONE},房产,问房产,\n,13900003333,基金,,也许\n,13900004444,基金,一,\n"
        f",139-0000-4444,理财,二,\n{'长' * 61},95566,存款,三,\n"
    )
    batch = read(w1, bad)
    assert said(batch, "problems") == {
        2: ["电话：不是有效的电话号码"],
        3: ["需求：请选择客户需求"],
        4: ["一句话：请写明情况", "愿意了解：请填“是”或“否”"],
        5: ["电话：这个电话在文件中出现多次"],
        6: ["电话：这个电话在文件中出现多次"],
        7: ["电话：这是服务号码，不是客户本人的电话", "姓名：内容过长"],
    }
    with pytest.raises(BadFile) as refused:
        take(w1, batch)
    assert refused.value.field == "choice"


def test_all_means_none_when_a_row_is_wrong_and_the_good_ones_go_by_choice(cards: Cards, w1: Viewer) -> None:
    batch = read(w1, f"{GOOD},1,理财,坏行,\n")
    with pytest.raises(BadFile):
        take(w1, batch)
    assert not Referral.objects.exists()
    assert take(w1, batch, only_good=True).taken == 2
    with pytest.raises(AlreadyDecided):
        take(w1, batch, only_good=True)


def test_who_is_known_is_told_with_the_manager_alone_and_goes_to_them_once_looked_at(cards: Cards, w1: Viewer) -> None:
    renew_name_keys()
    known = f"{HEAD},{KNOWN},理财,问理财,是\n欧阳鸣,13700005678,基金,问基金,是\n"
    batch = read(w1, known, to_staff="OT")
    notes = said(batch, "notes")
    manager = cards.people["W2"].name
    assert notes == {
        2: [f"电话：已有这个电话的客户，由{manager}管理"],
        3: [f"电话：像是已有的客户，由{manager}管理"],
    }
    assert not any("欧阳明" in str(one) or "9200000" in str(one) for one in notes.values())
    looks = Entry.objects.filter(action="customer.search.check").values_list("subject_kind", "subject_id", "actor")
    assert list(looks) == [("customer", "C1", "W1")]
    with pytest.raises(BadFile) as refused:
        take(w1, batch)
    assert refused.value.field == "checked"
    take(w1, batch, checked=True)
    assert list(Referral.objects.order_by("pk").values_list("phone", "to_staff", "customer_id")) == [
        (KNOWN, "W2", "C1"), ("13700005678", "OT", "")
    ]  # fmt: skip


def test_who_has_an_open_card_gets_no_second_one(cards: Cards, w1: Viewer) -> None:
    card = cards.card(need="wealth")
    batch = read(w1, GOOD)
    assert said(batch, "notes") == {2: [f"电话：已有未了结的卡片（{cards.people['W1'].name}），将补充这句话"]}
    take(w1, batch, checked=True)
    assert Referral.objects.count() == 2
    assert Referral.objects.get(pk=card).events.filter(what="again").count() == 1


def test_a_card_that_nobody_would_get_is_a_wrong_row_and_is_said_to_whoever_administers(cards: Cards) -> None:
    t1 = viewer_of_staff("T1", MONDAY.date())
    Staff.objects.exclude(pk="T1").update(to_on=date(2026, 1, 1))
    batch = read(t1, f"{HEAD},{PHONE},公司业务,开对公户,是\n")
    assert batch.bad == 1
    assert said(batch, "problems")[2][0].startswith("需求：本机构及上级没有可接收此类卡片的人员")
    assert Entry.objects.get(action="referral.unroutable").institution_id == "O1"


def test_a_file_is_its_sender_s_alone_and_of_its_own_kind(cards: Cards, w1: Viewer) -> None:
    batch = read(w1, GOOD)
    other = viewer_of_staff("OT", MONDAY.date())
    with pytest.raises(ImportBatch.DoesNotExist):
        take(other, batch)
    ImportBatch.objects.filter(pk=batch.pk).update(kind="information")
    with pytest.raises(ImportBatch.DoesNotExist):
        take(w1, batch)
    ImportBatch.objects.filter(pk=batch.pk).update(kind="prospects")
    assert drop_prospects(batch_id=batch.pk, viewer=w1, at=MONDAY).rows == []


@pytest.mark.parametrize(
    ("text", "to_staff", "field", "told"),
    [
        ("电话,需求\n13900001111,理财\n", "", "file", "一句话"),
        ("电话,需求,一句话,身份证\n1,2,3,4\n", "", "file", "身份证"),
        (f"{HEAD}" + ",13900001111,理财,一,\n" * 201, "", "file", "200"),
        (GOOD, "T1", "to_staff", "接收人"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_with_the_input_named(
    cards: Cards, w1: Viewer, text: str, to_staff: str, field: str, told: str
) -> None:
    with pytest.raises(BadFile) as refused:
        read(w1, text, to_staff)
    assert refused.value.field == field
    assert told in refused.value.text.zh
