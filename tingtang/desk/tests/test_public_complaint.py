"""The public form of complaints: anybody sends one, learns its number, and nothing about anybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tingtang.complaints.models import FORM, Attachment, Complaint, WebMeter
from tingtang.complaints.tests.desk import PDF, Desk
from tingtang.organisation.models import Institution

NOW = timezone.now() - timedelta(minutes=5)
TOLD = {
    "key": "web-1", "business": "card", "cause": "attitude", "institution_id": "O1", "facts": "柜员让我跑了三趟",
    "request": "要求道歉", "complainant": "赵大明", "phone": "13700001234",
}  # fmt: skip


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(at=NOW)


def body(answer: Any) -> str:
    return answer.content.decode()


def shape(page: str) -> str:
    """A page without what is drawn by lot on each."""
    return re.sub(r"TS\d{6}-[0-9A-Z]{6}|/complain/[^\"<]+|value=\"[0-9A-Za-z]{64}\"", "·", page)


def send(page: Client | None = None, address: str = "203.0.113.7", **fields: Any) -> Any:
    return (page or Client()).post("/complain", {**TOLD, **fields}, REMOTE_ADDR=address)


def test_whoever_complains_gets_a_number_and_the_case_goes_its_way(desk: Desk) -> None:
    page = Client()
    assert "受理编号" in body(page.get("/complain"))
    file = SimpleUploadedFile("../小票.pdf", PDF)
    done = page.get(send(page, papers=[file], concerned="T1、没有此人")["Location"])
    case = Complaint.objects.get()
    assert case.number in body(done)
    assert (case.channel, case.first_asked, case.coordinator_id) == ("web", FORM, "H1")
    assert list(case.concerned.values_list("staff_id", flat=True)) == ["T1"]
    assert "T1、没有此人" in case.facts
    assert Attachment.objects.get().name == "小票.pdf"
    assert case.access.count() == 1  # who coordinates, nobody else
    assert done["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_sent_twice_it_is_taken_in_once(desk: Desk) -> None:
    first, again = (Client().get(send()["Location"]) for _ in range(2))
    assert shape(body(first)) == shape(body(again))
    assert all(Complaint.objects.get().number in body(one) for one in (first, again))
    assert Complaint.objects.count() == 1
    assert WebMeter.objects.get().n == 1


def test_who_cannot_say_where_leaves_the_place_open(desk: Desk) -> None:
    assert send(institution_id="").status_code == 302
    assert Complaint.objects.get().institution_id == "P"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"facts": " "}, "facts"), ({"request": ""}, "request"), ({"cause": "dream"}, "cause"),
     ({"business": ""}, "business"),
     ({"institution_id": "火星支行"}, "institution_id"), ({"phone": "12"}, "phone"), ({"phone": ""}, "phone"),
     ({"complainant": "长" * 61}, "complainant"), ({"happened_on": "2999-01-01"}, "happened_on"),
     ({"agent": "李某"}, "agent_authority"), ({"facts": "长" * 3501}, "facts"),
     ({"papers": [SimpleUploadedFile("a.pdf", b"MZ")]}, "papers"),
     ({"papers": [SimpleUploadedFile("a.pdf", b"")]}, "papers"),
     ({"papers": [SimpleUploadedFile(f"{n}.pdf", PDF + bytes([n])) for n in range(4)]}, "papers")],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_is_refused_names_its_field_keeps_every_word_and_takes_nothing_in(
    desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    answer = send(**{"grounds": "独特的理由", **wrong})
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in body(answer)
    assert "独特的理由" in body(answer)
    assert not Complaint.objects.exists()
    assert not WebMeter.objects.filter(n__gt=0).exists()


def test_a_page_from_elsewhere_cannot_send_it(desk: Desk) -> None:
    assert Client(enforce_csrf_checks=True).post("/complain", TOLD).status_code == 403
    assert not Complaint.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_read(desk: Desk) -> None:
    for address, length in (("/complain", 18), ("/complaints/new", 65), ("/api/complaints", 65)):
        answer = Client().post(address, TOLD, CONTENT_LENGTH=str(length * 2**20))
        assert answer.status_code == 413
        assert "返回键" in body(answer)
    for said in ("-1", "many", "²"):
        assert Client().post("/complain", TOLD, CONTENT_LENGTH=said).status_code == 413


def test_one_address_sends_so_many_an_hour_and_another_is_not_held_up(desk: Desk) -> None:
    answers = [send(key=f"k{n}", facts=f"第 {n} 件") for n in range(11)]
    assert [one.status_code for one in answers] == [302] * 10 + [429]
    assert "第 10 件" in body(answers[-1])
    assert send(key="other", address="2001:db8::1").status_code == 302
    assert send(key="next", address="2001:db8::2").status_code == 302
    assert WebMeter.objects.count() == 2  # a household has a whole /64
    WebMeter.objects.update(since=timezone.now() - timedelta(minutes=61))
    assert send(key="later").status_code == 302


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(desk: Desk, settings: Any) -> None:
    said = {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 198.51.100.9", "REMOTE_ADDR": "127.0.0.1"}
    for proxy, meters in ((False, 1), (True, 2)):
        settings.BEHIND_PROXY = proxy
        Client().post("/complain", {**TOLD, "key": f"p{proxy}"}, **said)
        assert WebMeter.objects.count() == meters
    forged = {**said, "HTTP_X_FORWARDED_FOR": "5.6.7.8, 198.51.100.9"}
    Client().post("/complain", {**TOLD, "key": "forged"}, **forged)
    assert WebMeter.objects.count() == 2  # what the client says of itself counts for nothing


def test_the_answer_is_the_same_whoever_complains_about_whomever(desk: Desk) -> None:
    """A private client, a stranger with their number, a colleague who exists and one who does not."""
    given: tuple[dict[str, str], ...] = (
        {"complainant": "欧阳明", "phone": "13900001111"}, {"complainant": "赵大明", "phone": "13900001111"},
        {"concerned": "H1"}, {"concerned": "查无此人"},
    )  # fmt: skip
    pages = {shape(body(Client().get(send(key=f"s{n}", **one)["Location"]))) for n, one in enumerate(given)}
    assert len(pages) == 1
    private, stranger, head, _ = Complaint.objects.order_by("pk")
    assert (private.customer_id, private.confidential, private.tier) == ("C2", True, "private")
    assert (stranger.customer_id, stranger.confidential) == ("", False)
    assert head.coordinator_id != "H1"


def test_nobody_makes_an_acknowledgement_up(desk: Desk) -> None:
    for made_up in ("TS261201-AAAAAA", "x:y:z"):
        assert Client().get(f"/complain/{made_up}")["Location"] == "/complain"


def test_the_other_language_keeps_what_was_typed(desk: Desk) -> None:
    answer = send(lang="en")
    assert answer.status_code == 200
    assert "Make a complaint" in body(answer)
    assert TOLD["facts"] in body(answer)
    assert answer.cookies["lang"].value == "en"
    assert not Complaint.objects.exists()


def test_a_code_in_the_lobby_names_the_outlet_and_nothing_else_is_named(desk: Desk) -> None:
    page = body(Client().get("/complain?outlet=O1"))
    assert 'name="institution_id" list="places" value="' in page
    assert 'list="places" value=""' not in page
    assert 'list="places" value=""' in body(Client().get("/complain?outlet=<script>"))
    assert "私人银行" not in page


def test_the_name_that_the_english_form_offers_is_the_outlet(desk: Desk) -> None:
    Institution.objects.filter(pk="O1").update(
        name_en="The Outlet on the Lakeside of the Long Road of the Old Bridge, East"
    )
    page = Client()
    page.cookies["lang"] = "en"
    offered = re.search(r'list="places" value="([^"]+)"', body(page.get("/complain?outlet=O1")))
    assert offered
    assert offered[1].startswith("The Outlet")
    assert send(page, institution_id=offered[1]).status_code == 302
    assert Complaint.objects.get().institution_id == "O1"
