"""Taking a complaint in: written once, routed, numbered, its clocks set; who was asked first stays so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tingtang.audit.models import Entry
from tingtang.complaints.errors import BadInput
from tingtang.complaints.models import Access, Complaint, Concerned
from tingtang.complaints.tests.desk import MONDAY, Desk, due, duties, happened
from tingtang.duties.models import Duty


def test_a_complaint_has_a_number_a_coordinator_and_its_clocks(desk: Desk) -> None:
    case = desk.case()
    assert case.number.startswith("TS260302-")
    assert (case.coordinator_id, case.place_id, case.clause, case.first_asked) == ("H1", "O1", "A35.1", "L1")
    assert [one.kind for one in duties(case)] == ["complaint.take_up", "complaint.regulator"]
    assert {one.owner_staff_id for one in duties(case)} == {"H1"}
    assert due(case, "regulator") == "2026-03-18 00:00"
    assert due(case, "take_up") == "2026-03-04 00:00"
    assert happened(case) == ["opened"]


def test_what_the_bank_holds_is_taken_from_there(desk: Desk) -> None:
    case = desk.case(customer_id="C1", complainant="", phone="")
    assert (case.complainant, case.phone, case.tier) == ("王秀兰", "13812345678", "wealth")


def test_a_high_end_client_is_reported_up_within_the_hour_by_who_was_asked(desk: Desk) -> None:
    case = desk.case(customer_id="C1")
    [owed] = duties(case, "report_up")
    assert (owed.owner_staff_id, owed.due_at) == ("L1", MONDAY + timedelta(hours=1))
    assert not duties(desk.case(), "report_up")


def test_each_cause_starts_its_own_time(desk: Desk) -> None:
    assert due(desk.case(cause="procedure"), "process_explained") == "2026-03-03 00:00"
    assert due(desk.case(cause="loss", business="fund"), "loss_plan") == "2026-03-10 00:00"
    assert not duties(desk.case(cause="attitude"), "apology_visit")  # not before it is found to be so


def test_forwarded_from_above_the_deadline_of_the_superior_holds(desk: Desk) -> None:
    deadline = MONDAY + timedelta(days=3, hours=2)
    case = desk.case(channel="superior", superior="省分行办公室", deadline=deadline)
    [owed] = duties(case, "forwarded")
    assert (owed.due_at, owed.clock, owed.inputs["superior"]["value"]) == (deadline, {}, "省分行办公室")


def test_with_the_media_the_plan_opens_and_minutes_run(desk: Desk) -> None:
    case = desk.case(channel="media")
    assert case.plan_opened_at == MONDAY
    [owed] = duties(case, "media")
    assert (owed.owner_staff_id, owed.due_at) == ("HB1", MONDAY + timedelta(minutes=30))
    assert owed.clock["unit"] == "minutes"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": "dream"}, "channel"),
        ({"business": ""}, "business"),
        ({"cause": "x"}, "cause"),
        ({"institution_id": "nowhere"}, "institution_id"),
        ({"facts": " "}, "facts"),
        ({"facts": "长" * 4001}, "facts"),
        ({"request": ""}, "request"),
        ({"complainant": ""}, "complainant"),
        ({"phone": "12"}, "phone"),
        ({"agent": "李某"}, "agent_authority"),
        ({"agent_authority": "委托书"}, "agent"),
        ({"concerned": ["T1", "nobody"]}, "concerned"),
        ({"channel": "superior"}, "superior"),
        ({"deadline": MONDAY}, "deadline"),
        ({"happened_on": date(2026, 3, 3)}, "happened_on"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_with_its_field(desk: Desk, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        desk.open(**wrong)
    assert refused.value.field == field
    assert not Complaint.objects.exists()
    assert not Duty.objects.exists()


def test_sent_again_with_its_key_it_is_the_same_case(desk: Desk) -> None:
    first, second = desk.open(key="k1"), desk.open(key="k1")
    assert (first.again, second.again, second.complaint.pk) == (False, True, first.complaint.pk)
    assert Complaint.objects.count() == 1
    with pytest.raises(BadInput, match="another complaint"):
        desk.open(key="k1", facts="完全不同的事情")
    with pytest.raises(BadInput, match="another complaint"):
        desk.open(key="k1", by="T1")


@pytest.mark.parametrize(
    "change",
    [{"first_asked": "T1"}, {"facts": "改写"}, {"received_at": MONDAY + timedelta(days=1)}, {"confidential": True},
     {"institution_id": "O3"}, {"number": "TS000000-AAAAAA"}, {"cause": "other"}, {"phone": "13000000000"},
     {"products": ["尊享三号"]}, {"happened_on": MONDAY.date()}, {"agent": "某人", "agent_authority": "口头"}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_as_it_came_in_it_stays_whoever_writes(desk: Desk, change: dict[str, Any]) -> None:
    case = desk.case()
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).delete()


@pytest.mark.parametrize(("about", "who", "where"), [
    (["T1"], "H1", "O1"), (["H1"], "HB1", "B1"), (["D1"], "HB1", "B1"), (["H1", "D1"], "HB1", "B1"),
    (["HB1"], "HP", "P"), (["HP"], "H1", "O1"),
])  # fmt: skip
def test_nobody_coordinates_who_is_complained_about_or_works_under_them(
    desk: Desk, about: list[str], who: str, where: str
) -> None:
    case = desk.case(concerned=about)
    assert (case.coordinator_id, case.place_id) == (who, where)
    assert Concerned.objects.filter(complaint=case).count() == len(about)


def test_a_private_clients_case_is_confidential_and_even_its_recorder_does_not_read_on(desk: Desk) -> None:
    case = desk.case(customer_id="C2")
    assert (case.confidential, case.tier) == (True, "private")
    assert list(Access.objects.filter(complaint=case).values_list("staff_id", "why")) == [("H1", "coordinates")]
    plain = desk.case(customer_id="C1")
    assert set(Access.objects.filter(complaint=plain).values_list("staff_id", flat=True)) == {"H1", "L1"}


def test_the_trail_names_the_place_and_no_word_of_it(desk: Desk) -> None:
    case = desk.case(customer_id="C2", channel="phone")
    entry = Entry.objects.get(action="complaint.opened")
    assert entry.institution_id == case.place_id == "PB"
    assert "欧阳明" not in str(entry.detail)
    assert "柜员" not in str(entry.detail)
