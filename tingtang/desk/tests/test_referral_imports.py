"""Prospects from a file, as its pages show them: sent, looked at masked, asked about once, taken in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tingtang.organisation.models import User
from tingtang.referrals.models import Referral
from tingtang.referrals.tests.cards import KNOWN, Cards

HEAD = "姓名,电话,需求,一句话,愿意了解\n"
FILE = f"{HEAD}王小明,13900001111,理财,讲座上问起养老,是\n,{KNOWN},基金,问基金,\n,12,存款,坏行,\n"


@pytest.fixture
def bank(db: None) -> Cards:
    return Cards(signed=True)


def page(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=who))
    return client


def send(client: Client, text: str = FILE, **fields: str) -> str:
    sent = SimpleUploadedFile("签到表.csv", text.encode())
    answer = client.post("/referrals/imports", {"file": sent, "to_staff": "", **fields})
    return answer.headers.get("Location", "") if answer.status_code == 302 else f"{answer.status_code} {answer.text}"


def test_a_file_is_looked_at_masked_with_what_is_wrong_first_and_taken_in_by_choice(bank: Cards) -> None:
    client = page("W1")
    to = send(client)
    text = client.get(to).text
    assert (
        text.index("不是有效的电话号码") < text.index(f"由{bank.people['W2'].name}管理") < text.index("讲座上问起养老")
    )
    assert "13900001111" not in text
    assert KNOWN not in text
    assert "欧阳明" not in text
    refused = client.post(to, {"choice": "all"})
    assert (refused.status_code, 'id="wrong-choice"' in refused.text) == (422, True)
    unlooked = client.post(to, {"choice": "good"})
    assert (unlooked.status_code, 'aria-describedby="wrong-checked"' in unlooked.text) == (422, True)
    assert client.post(to, {"choice": "good", "checked": "1"}).status_code == 302
    assert list(Referral.objects.order_by("pk").values_list("to_staff", flat=True)) == ["W1", "W2"]
    assert "已导入 2 行" in client.get(to).text


def test_a_file_without_a_good_row_offers_nothing_but_to_drop_it(bank: Cards) -> None:
    client = page("W1")
    text = client.get(send(client, FILE.splitlines()[0] + "\n123,理财,问起\n")).text
    assert "没有一行可以导入" in text
    assert 'value="all"' not in text
    assert 'value="good"' not in text
    assert 'value="drop" checked' in text


def test_a_file_is_its_sender_s_alone_and_a_wrong_one_is_refused_beside_its_input(bank: Cards) -> None:
    to = send(page("W1"))
    assert page("OT").get(to).status_code == 404
    assert 'aria-describedby="wrong-file"' in send(page("W1"), "电话\n1\n")
    assert 'aria-describedby="wrong-to_staff"' in send(page("W1"), to_staff="T1")
    assert page("T1").get("/referrals/imports").status_code == 403


def test_the_page_teaches_what_a_file_holds_in_both_languages(bank: Cards) -> None:
    client = page("W1")
    assert "第一行是列名" in client.get("/referrals/imports").text
    client.cookies["lang"] = "en"
    text = client.get("/referrals/imports").text
    assert "The first row names the columns" in text
    assert "(wealth)" in text
