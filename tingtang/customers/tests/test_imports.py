"""Files of information: each bad row with its column, all or only the good rows, and nothing left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.customers.errors import AlreadyDecided, BadFile
from tingtang.customers.imports import drop_batch, read_batch, take_batch
from tingtang.customers.models import ImportBatch, InformationEntry
from tingtang.customers.tests.test_information import AT, TODAY, make_bank, make_customer
from tingtang.organisation.access import Viewer, viewer_for
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up

pytestmark = pytest.mark.django_db
GOOD = "客户号,姓名,邮箱,偏好渠道\nC1,王思远,a@b.cn,微信\n,,,\nC2,李雷,c@d.cn,\n"
MIXED = (
    "customer_id,email,id_valid_until,occupation\n"
    "C1,a@b.cn,2031-05-06,教师\nC2,no mail,2031-05-06,\nC9,x@y.cn,,\nC3,,,\n"
)


@pytest.fixture
def me(each_database: str) -> Viewer:
    make_bank()
    person("M2", Position.WEALTH_MANAGER)
    for key in ("C1", "C2", "C3"):
        make_customer(key, id_no="")
    make_customer("C9", id_no="", manager_id="M2")
    return viewer_for(signed_up(Staff.objects.get(pk="M1")), TODAY)


def read(me: Viewer, text: str, source: str = "stated", **more: Any) -> ImportBatch:
    return read_batch(name="a.csv", content=text.encode(), source=source, viewer=me, **{"at": AT, **more})


def test_a_good_file_is_taken_in_line_by_line_and_its_rows_leave_the_server(me: Viewer) -> None:
    batch = read(me, GOOD)
    assert (batch.good, batch.bad) == (2, 0)
    assert not InformationEntry.objects.exists()
    take_batch(batch_id=batch.pk, only_good=False, viewer=me, at=AT)
    lines = InformationEntry.objects.order_by("pk").values_list("customer", "field", "value", "by")
    assert list(lines) == [
        ("C1", "email", "a@b.cn", "M1"),
        ("C1", "preferred_channel", "wechat", "M1"),
        ("C2", "email", "c@d.cn", "M1"),
    ]
    batch.refresh_from_db()
    assert (batch.state, batch.taken, batch.rows) == ("taken", 2, [])
    assert Entry.objects.get(action="information.import.take").detail == {"good": 2, "bad": 0, "taken": 2}


def test_each_bad_row_is_named_with_its_column_and_one_s_own_alone_are_known(me: Viewer) -> None:
    batch = read(me, MIXED)
    assert (batch.good, batch.bad) == (1, 3)
    wrong = {row["row"]: [(one["column"], one["zh"]) for one in row["problems"]] for row in batch.rows}
    assert wrong == {
        2: [],
        3: [("email", "不是有效的邮箱地址")],
        4: [("customer_id", "没有这位客户，或与您没有关系")],
        5: [("customer_id", "这一行没有可导入的内容")],
    }


def test_with_bad_rows_all_means_none_and_the_good_ones_go_by_choice(me: Viewer) -> None:
    batch = read(me, MIXED)
    with pytest.raises(BadFile) as refused:
        take_batch(batch_id=batch.pk, only_good=False, viewer=me, at=AT)
    assert refused.value.field == "choice"
    assert not InformationEntry.objects.exists()
    take_batch(batch_id=batch.pk, only_good=True, viewer=me, at=AT)
    assert set(InformationEntry.objects.values_list("customer", flat=True)) == {"C1"}
    with pytest.raises(AlreadyDecided):
        take_batch(batch_id=batch.pk, only_good=True, viewer=me, at=AT)


def test_who_was_handed_over_meanwhile_is_not_taken_in(me: Viewer) -> None:
    from tingtang.customers.models import Customer

    batch = read(me, GOOD)
    Customer.objects.filter(pk="C2").update(manager="M2")
    take_batch(batch_id=batch.pk, only_good=True, viewer=me, at=AT)
    assert set(InformationEntry.objects.values_list("customer", flat=True)) == {"C1"}


def test_a_file_is_its_sender_s_alone_and_is_dropped_with_what_it_held(me: Viewer) -> None:
    batch = read(me, GOOD)
    other = viewer_for(signed_up(Staff.objects.get(pk="M2")), TODAY)
    with pytest.raises(ImportBatch.DoesNotExist):
        take_batch(batch_id=batch.pk, only_good=True, viewer=other, at=AT)
    drop_batch(batch_id=batch.pk, viewer=me, at=AT + timedelta(minutes=1))
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == ("dropped", [])


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("", "file", "没有数据行"),
        ("客户号,邮箱\n", "file", "没有数据行"),
        ("邮箱\na@b.cn\n", "file", "客户号"),
        ("客户号,鞋码\nC1,43\n", "file", "鞋码"),
        ("客户号,电话\nC1,13800000000\n", "file", "提出更正"),
        ("客户号,邮箱,email\nC1,a@b.cn,a@b.cn\n", "file", "两次"),
        ("客户号,邮箱\n" + "C1,a@b.cn\n" * 2001, "file", "2000"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_by_name(me: Viewer, text: str, field: str, said: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(me, text)
    assert refused.value.field == field
    assert said in refused.value.text.zh


def test_a_customer_twice_in_a_file_is_wrong_both_times_and_a_source_is_needed(me: Viewer) -> None:
    batch = read(me, "客户号,邮箱\nC1,a@b.cn\nC1,c@d.cn\n")
    assert (batch.good, batch.bad) == (0, 2)
    with pytest.raises(BadFile, match="choice"):
        take_batch(batch_id=batch.pk, only_good=True, viewer=me, at=AT)
    with pytest.raises(BadFile) as refused:
        read(me, GOOD, source="core_bank")
    assert refused.value.field == "source"
