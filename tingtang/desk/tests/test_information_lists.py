"""Figures with their files, corrections by page, duplicates and merges, imports, drafts: the pages of information."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.audit.models import Entry
from tingtang.customers.actions import propose_correction
from tingtang.customers.duplicates import find_pairs
from tingtang.customers.models import Correction, Customer, FamilyMember, ImportBatch, InformationEntry, Merge, Pair
from tingtang.customers.naming import renew_name_keys
from tingtang.customers.quality import renew_figures
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held

ID_NO, PHONE, OTHER = "11010519491231002X", "13812345678", "13900001111"
PAGES = {
    "figures of information, a manager": ("M1", "/information"),
    "figures of information, a province": ("HP", "/information"),
    "figures of information, an outlet": ("H1", "/information"),
    "files behind a figure": ("H1", "/information/files?institution=O1&figure=complete"),
    "duplicates": ("H1", "/information/duplicates"),
    "merges": ("H1", "/information/duplicates?state=pending"),
    "a pair": ("M1", "/information/duplicates/{pair}"),
    "a merge": ("H1", "/information/merges/{merge}"),
    "imports": ("M1", "/information/imports"),
    "an import": ("M1", "/information/imports/{batch}"),
    "a draft": ("M1", "/customers/C1/information/email"),
    "a customer of two files": ("M1", "/customers/C5"),
}


@pytest.fixture
def known(bank: DeskBank) -> Customer:
    """A customer with a second file at a colleague's, and figures as of today."""
    facts = {"created_on": date(2015, 1, 1), "id_type": "id_card"}
    one = bank.customer("C1", name="王思远", phone=PHONE, id_no=ID_NO, **facts)
    bank.customer(
        "C2", name="王思源", phone=OTHER, id_no=ID_NO, manager=bank.colleague, home_institution_id="O2", **facts
    )
    renew_name_keys()
    compute(bank)
    return one


def compute(bank: DeskBank) -> None:
    find_pairs(on=bank.today)
    renew_figures(on=bank.today)


def signed_in(bank: DeskBank, key: str) -> Client:
    client = Client()
    client.force_login(bank.user(bank.person_by(key)))
    return client


def csv(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("信息.csv", text.encode())


# -- figures -----------------------------------------------------------------------------------------------------------


def test_a_number_leads_to_the_files_that_fall_short_and_names_what(known: Customer, head: Client) -> None:
    text = head.get("/information").text
    for word in ("真实", "完整", "准确", "及时", "保密", "李思远"):
        assert word in text
    assert 'href="/information/files?institution=O1&amp;figure=complete"' in text
    rows = head.get("/information/files?institution=O1&figure=complete").text
    assert 'href="/customers/C1/information"' in rows
    assert "风险承受能力" in rows
    assert "与另一档案相似" in head.get("/information/files?institution=O1&figure=accurate").text


def test_the_province_sees_places_and_an_outlet_its_managers(bank: DeskBank, known: Customer) -> None:
    signed = signed_in(bank, "HB")
    text = signed.get("/information").text
    assert "江城滨江支行营业部" in text
    assert "江城东湖支行" in text
    assert "李思远" in signed.get("/information?institution=O1").text


def test_a_manager_sees_their_own_figures_and_nobody_else_s(bank: DeskBank, known: Customer, manager: Client) -> None:
    assert "信息质量 · 李思远" in manager.get("/information").text
    assert manager.get("/information?staff=M2").status_code == 403
    assert manager.get("/information/files?institution=O1&figure=true").status_code == 403
    assert "王思远" in manager.get("/information/files?figure=complete").text
    assert manager.get("/information/files?figure=shine").status_code == 404


def test_control_sees_the_numbers_and_masked_names(bank: DeskBank, known: Customer) -> None:
    bank.person("I1", "吴静怡", "inspector", "B")
    text = signed_in(bank, "I1").get("/information/files?institution=O1&figure=complete").text
    assert "C1" in text
    assert "王思远" not in text
    assert "/customers/C1" not in text


def test_the_customer_page_has_the_five_of_its_file(known: Customer, manager: Client) -> None:
    panel = manager.get("/customers/C1").text.split('id="quality-title"')[1].split("</section>")[0]
    for word in ("真实", "完整", "准确", "及时", "保密"):
        assert f"<dt>{word}</dt>" in panel


def test_before_the_first_run_the_page_says_when_figures_come(bank: DeskBank, head: Client) -> None:
    assert "还没有指标" in head.get("/information").text


# -- corrections -------------------------------------------------------------------------------------------------------


def test_corrections_are_paged_filtered_and_in_the_rail(bank: DeskBank, known: Customer, head: Client) -> None:
    for n in range(3, 30):
        bank.customer(f"C{n}", phone="")
        propose_correction(
            customer_id=f"C{n}", field="phone" if n % 2 else "name", value=OTHER if n % 2 else "李雷", source="stated",
            reason="回执", by="M1", at=bank.at, warned=True,
        )  # fmt: skip
    first = head.get("/corrections").text
    assert "共 27 条" in first
    assert "第 1 / 2 页" in first
    assert 'href="/corrections"' in first.split("</nav>")[0]
    assert head.get("/corrections?page=2").text.count("处理<span") == 7
    assert "共 14 条" in head.get("/corrections?field=phone").text
    assert "没有符合条件的更正" in head.get("/corrections?state=refused").text
    made = Correction.objects.order_by("pk").first()
    assert made is not None
    head.post(f"/corrections/{made.pk}", {"decision": "refuse", "answer": "回执非本人"})
    assert "回执非本人" in head.get("/corrections?state=refused").text


# -- duplicates --------------------------------------------------------------------------------------------------------


def test_who_asks_hears_who_manages_the_file_and_nothing_else_of_it(
    bank: DeskBank, known: Customer, manager: Client
) -> None:
    text = manager.post("/information/duplicates/check", {"id_no": ID_NO}).text
    assert "已有客户，由 周雅琴 管理" in text
    for hidden in ("王思源", OTHER, "139****1111", 'href="/customers/C2"'):
        assert hidden not in text
    assert 'href="/customers/C1"' in text
    traces = Entry.objects.filter(action="customer.search.check").values_list("subject_id", flat=True)
    assert sorted(traces) == ["C1", "C2"]
    assert "没有这样的客户" in manager.post("/information/duplicates/check", {"phone": "13500000000"}).text


@pytest.mark.parametrize("given", [{"name": "王思远"}, {"phone": "5678"}, {}, {"id_no": "002X"}])
def test_too_little_to_ask_with_is_refused_and_kept(known: Customer, manager: Client, given: dict[str, str]) -> None:
    answer = manager.post("/information/duplicates/check", given)
    assert answer.status_code == 422
    assert 'id="wrong-phone"' in answer.text
    for value in given.values():
        assert f'value="{value}"' in answer.text


def test_from_a_pair_to_a_merge_to_its_undoing(bank: DeskBank, known: Customer, manager: Client) -> None:
    pair = Pair.objects.get()
    sheet = manager.get(f"/information/duplicates/{pair.pk}").text
    assert "证件号码" in sheet
    assert "王思源" not in sheet
    assert re.findall(r">(C\d)<", sheet) == ["C1", "C1"]  # not "C2" anywhere: a random token may hold it
    nothing = manager.post(f"/information/duplicates/{pair.pk}", {"what": "merge", "reason": "旧身份证开户"})
    assert nothing.status_code == 422
    assert "请选择保留哪一份档案" in nothing.text
    assert "旧身份证开户" in nothing.text
    manager.post(f"/information/duplicates/{pair.pk}", {"what": "merge", "kept": "1", "reason": "旧身份证开户"})
    made = Merge.objects.get()
    assert (made.duplicate_id, made.kept_id, made.state) == ("C2", "C1", "pending")
    assert manager.post(f"/information/merges/{made.pk}", {"decision": "accept"}).status_code == 403
    branch = signed_in(bank, "HB")
    assert "客户合并" in branch.get("/").text
    branch.post(f"/information/merges/{made.pk}", {"decision": "accept"})
    page = manager.get("/customers/C1").text
    assert "同一客户的其他档案" in page
    colleague = signed_in(bank, "M2")
    assert "此档案已并入另一份档案" in colleague.get("/customers/C2").text
    assert "已并入 C1" in colleague.get("/customers").text
    assert branch.post(f"/information/merges/{made.pk}", {"reason": ""}).status_code == 422
    branch.post(f"/information/merges/{made.pk}", {"reason": "客户本人澄清"})
    assert "同一客户的其他档案" not in manager.get("/customers/C1").text
    assert "客户本人澄清" in branch.get(f"/information/merges/{made.pk}").text


def test_a_head_of_one_of_two_homes_does_not_decide(
    bank: DeskBank, known: Customer, head: Client, manager: Client
) -> None:
    manager.post(f"/information/duplicates/{Pair.objects.get().pk}", {"what": "merge", "kept": "1", "reason": "x"})
    made = Merge.objects.get()
    assert head.get(f"/information/merges/{made.pk}").status_code == 200
    assert head.post(f"/information/merges/{made.pk}", {"decision": "accept"}).status_code == 404
    made.refresh_from_db()
    assert made.state == "pending"


def test_two_customers_who_look_alike_are_put_aside(known: Customer, manager: Client) -> None:
    manager.post(f"/information/duplicates/{Pair.objects.get().pk}", {"what": "aside", "reason": "双胞胎"})
    assert "没有相似的档案" in manager.get("/information/duplicates").text
    assert manager.get("/information/duplicates?state=linked").status_code == 200


def test_a_correction_that_is_like_another_file_asks_once_more(known: Customer, manager: Client) -> None:
    given = {"value": OTHER, "source": "documented", "reason": "回执"}
    answer = manager.post("/customers/C1/information/phone", given)
    assert answer.status_code == 422
    assert "已有相似的客户，由周雅琴管理" in answer.text
    assert 'name="warned"' in answer.text
    manager.post("/customers/C1/information/phone", {**given, "warned": "true"})
    assert Correction.objects.get().value == OTHER


# -- imports and drafts ------------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_row_by_row_and_taken_in_by_choice(known: Customer, manager: Client) -> None:
    assert manager.post("/information/imports", {"source": "stated"}).status_code == 422
    wrong = manager.post("/information/imports", {"source": "stated", "file": csv("客户号,鞋码\nC1,43\n")})
    assert "不认识的列“鞋码”" in wrong.text
    sent = {"source": "stated", "file": csv("客户号,邮箱,地址\nC1,a@b.cn,湖北省武汉市江岸区一元路八号\nC2,x@y.cn,\n")}
    to = manager.post("/information/imports", sent).headers["Location"]
    text = manager.get(to).text
    assert "没有这位客户，或与您没有关系" in text
    assert "一元路" not in text
    assert "行号和列" in text
    refused = manager.post(to, {"choice": "all"})
    assert refused.status_code == 422
    assert "有错误的行" in refused.text
    manager.post(to, {"choice": "good"})
    assert set(InformationEntry.objects.values_list("field", flat=True)) == {"email", "address"}
    assert "已导入 1 行" in manager.get(to).text
    assert manager.post(to, {"choice": "drop"}).status_code == 422
    assert ImportBatch.objects.get().rows == []


def test_what_was_typed_survives_a_lost_session_and_goes_with_the_saving(
    bank: DeskBank, known: Customer, manager: Client, head: Client
) -> None:
    to, draft = "/customers/C1/information/email", "/drafts/information:C1:email"
    assert 'value="information:C1:email" data-draft="open"' in manager.get(to).text
    typed = {"value": "a@b.cn", "source": "stated", "draft": "information:C1:email"}
    assert manager.post(draft, typed).status_code == 204
    again = signed_in(bank, "M1")
    kept = {"values": {"value": ["a@b.cn"], "source": ["stated"]}}
    assert again.get(draft).json() == kept
    assert head.get(draft).json() == {"values": {}}
    assert 'data-draft="sent"' in again.post(to, {**typed, "value": "nothing"}).text
    assert again.get(draft).json() == kept  # refused: what was kept stays
    again.post(to, typed)
    assert again.get(draft).json() == {"values": {}}
    assert manager.post("/drafts/../etc", {"value": "x"}).status_code == 404


def test_the_guardian_s_consent_opens_a_child_s_date_and_no_way_means_no_wishes(
    bank: DeskBank, known: Customer, manager: Client
) -> None:
    born = bank.today - timedelta(days=3000)
    FamilyMember.objects.create(customer=known, relation="子女", birth_date=born, birth_calendar="solar", consent=True)
    text = manager.get("/customers/C1").text
    assert "未满年龄，须监护人同意" in text
    assert "不产生任务：客户没有接受任何关怀方式" in text
    manager.post("/customers/C1/consent", {"purpose": "guardian", "answer": "granted", "source": "documented"})
    manager.post(
        "/customers/C1/consent", {"purpose": "care", "channels": ["wechat"], "answer": "granted", "source": "stated"}
    )
    text = manager.get("/customers/C1").text
    assert "须监护人同意" not in text
    assert "不产生任务" not in text
    nothing = manager.post("/customers/C1/consent", {"purpose": "care", "answer": "granted", "source": "stated"})
    assert nothing.status_code == 422
    assert "监护人同意使用子女生日" in manager.get("/customers/C1/information").text


def test_customers_are_found_by_their_card(bank: DeskBank, known: Customer, manager: Client) -> None:
    bank.customer("C3", name="李雷", card="platinum")
    text = manager.get("/customers?card=platinum").text
    assert "李雷" in text
    assert "王思远" not in text
    assert "王思远" in manager.get("/customers?card=gold").text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_no_more_queries_than_recorded(bank: DeskBank, known: Customer, name: str) -> None:
    bank.person("HP", "孙文博", "branch_head", "P")
    for n in range(3, 30):
        bank.customer(f"C{n}", name="王思远", id_no=ID_NO if n < 9 else "", phone=PHONE if n < 9 else "")
    decided = {"decided_by": "HB", "decided_at": bank.at, "state": "linked"}
    given: dict[str, Any] = {"reason": "x", "proposed_by": "HB", "proposed_at": bank.at}
    Merge.objects.create(duplicate_id="C6", kept_id="C5", **given | {"proposed_by": "M2"} | decided)
    merge = Merge.objects.create(duplicate_id="C8", kept_id="C7", **given)
    compute(bank)
    who, address = PAGES[name]
    page = signed_in(bank, who)
    rows = "".join(f"C{n},a@b.cn\n" for n in range(1, 25))
    sent = {"source": "stated", "file": csv(f"客户号,邮箱\n{rows}")}
    batch = signed_in(bank, "M1").post("/information/imports", sent).headers["Location"].rsplit("/", 1)[1]
    pair = Pair.objects.get(first="C1", second="C3")
    to = address.format(pair=pair.pk, merge=merge.pk, batch=batch)
    page.get(to)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(to).status_code == 200
    held(name, seen.captured_queries)
