"""From the opinion book to a complaint; the phrase check beside every text of a complaint."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.complaints.actions import check_seats
from tingtang.complaints.models import Attachment, Complaint
from tingtang.complaints.tests.desk import PDF, Desk
from tingtang.desk.tests.test_complaints import TOLD, body, client_of
from tingtang.opinions.actions import link_complaint, record_opinion
from tingtang.opinions.models import Opinion

NOW = timezone.now() - timedelta(minutes=5)
PHONE = "13900003333"


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(signed=True, at=NOW)


@pytest.fixture
def page() -> Client:
    return client_of("L1")


@pytest.fixture
def entry(desk: Desk) -> Opinion:
    """What Mrs Li wrote in the book of O1 about its head."""
    return record_opinion(
        by="L1", at=NOW, institution_id="O1", key="e1", written_on=desk.at.date(), text="负责人当众训斥我",
        name="李女士", phone=PHONE,
    )[0]  # fmt: skip


def sent(entry: Opinion, **more: str) -> dict[str, str]:
    told = {**TOLD, "source": f"opinion:{entry.pk}", "channel": "opinion_book", "facts": entry.text, "phone": ""}
    return {**told, "complainant": entry.name, "concerned": "", **more}


def test_an_entry_is_taken_in_without_asking_again(entry: Opinion, page: Client) -> None:
    address = f"/complaints/new?source=opinion:{entry.pk}"
    assert f'href="{address}"' in body(page.get(f"/opinions/{entry.pk}"))
    form = body(page.get(address))
    assert "负责人当众训斥我</textarea>" in form
    assert 'value="李女士"' in form
    assert "139****3333" in form
    assert PHONE not in form
    page.post("/complaints/new", sent(entry))
    case = Complaint.objects.get()
    assert (case.channel, case.source, case.phone) == ("opinion_book", f"opinion:{entry.pk}", PHONE)
    assert [step.ref for step in entry.steps.filter(what="complaint_linked")] == [case.number]
    assert f'href="{address}"' not in body(page.get(f"/opinions/{entry.pk}"))
    assert f'href="/complaints/{case.pk}"' in body(page.get(f"/opinions/{entry.pk}"))


def test_an_entry_becomes_one_complaint_and_no_second(entry: Opinion, page: Client) -> None:
    first = page.post("/complaints/new", sent(entry))
    assert page.post("/complaints/new", sent(entry))["Location"] == first["Location"]  # the same form sent again
    again = page.post("/complaints/new", sent(entry, key="k2"))
    assert again.status_code == 422
    assert "此前已办理" in again.text
    assert Complaint.objects.count() == 1
    assert entry.steps.filter(what="complaint_linked").count() == 1


def test_whom_it_is_about_reads_no_number_in_the_book_or_its_trail(entry: Opinion, page: Client) -> None:
    page.post("/complaints/new", sent(entry, concerned="H1"))
    case = Complaint.objects.get()
    head = client_of("H1")
    for address in (f"/opinions/{entry.pk}", "/audit", "/complaints", "/compliance/cases"):
        assert case.number not in body(head.get(address))
    assert case.number not in str(list(Entry.objects.filter(institution_id="O1").values_list("detail", flat=True)))


@pytest.mark.parametrize(("who", "source"), [("L1", "opinion:999"), ("T1", "opinion:{}"), ("L1", "opinion:x")])
def test_an_entry_that_is_not_for_this_person_brings_nothing(entry: Opinion, who: str, source: str) -> None:
    said = body(client_of(who).get(f"/complaints/new?source={source.format(entry.pk)}"))
    assert "训斥" not in said
    assert "李女士" not in said


def test_an_entry_that_is_linked_already_brings_nothing(entry: Opinion, page: Client) -> None:
    link_complaint(by="L1", at=NOW, opinion_id=entry.pk, complaint="TS261130-ABCDEF", subject=("complaint", "7"))
    said = body(page.get(f"/complaints/new?source=opinion:{entry.pk}"))
    assert "训斥" not in said
    assert "已立为投诉" in said


def test_a_refused_paper_takes_nothing_in_and_the_right_one_is_kept(desk: Desk, page: Client) -> None:
    refused = page.post("/complaints/new", {**TOLD, "file": SimpleUploadedFile("信.txt", b"hello", "text/plain")})
    assert (refused.status_code, 'id="wrong-file"' in body(refused)) == (422, True)
    assert not Complaint.objects.exists()
    again = page.post("/complaints/new", {**TOLD, "file": SimpleUploadedFile("信.pdf", PDF, "application/pdf")})
    assert again.status_code == 302
    assert Attachment.objects.get().complaint == Complaint.objects.get()


def test_products_are_parted_by_commas_and_keep_their_spaces(desk: Desk, page: Client) -> None:
    page.post("/complaints/new", {**TOLD, "products": "纳斯达克 100 ETF，龙卡、gold card", "concerned": "T1 W1"})
    case = Complaint.objects.get()
    assert case.products == ["纳斯达克 100 ETF", "龙卡", "gold card"]
    assert set(case.concerned.values_list("staff_id", flat=True)) == {"T1", "W1"}


def test_every_text_of_a_complaint_is_looked_at_before_it_is_saved(desk: Desk, page: Client) -> None:
    case = desk.taken()
    assert "from:#facts" in body(page.get("/complaints/new"))
    said = body(client_of("D1").get(f"/complaints/{case.pk}"))
    for field in ("note-text", "find-text", "letter-findings", "letter-refusal", "tell-text"):
        assert f"from:#{field}" in said
    warned = page.post("/manual/phrases/warning", {"field": "facts", "facts": "他说得对\n我就回他：没空理你"}).text
    assert "<mark>没空理你</mark>" in warned
    assert "第 2 行第 6 字" in warned
    step = client_of("D1").post(f"/complaints/{case.pk}/note", {"text": "我回他没空理你"})
    assert step.status_code == 302  # it warns and does not stand in the way


def test_a_seat_that_nobody_fills_stands_on_the_overview_and_on_the_day_of_who_is_above(desk: Desk) -> None:
    check_seats(by="system:jobs", at=NOW)
    head = client_of("HP")
    assert "95566 投诉专员" in body(head.get("/complaints/overview"))
    assert "95566 投诉专员" in body(head.get("/"))
    assert "投诉席位缺人" not in body(client_of("H1").get("/complaints/overview"))
