"""The zones of an outlet (A5-A12): added, changed, removed on its page, refused with the field named, on the trail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.organisation import actions
from tingtang.organisation.models import Institution, Zone, ZoneKind
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.words import ZONES

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
GIVEN = {"kind": "waiting", "name": "二楼等候区", "seats": "12"}


@pytest.fixture
def head(db: None) -> Client:
    small_bank()
    client = Client()
    client.force_login(signed_up(person("H1", "outlet_head")))
    return client


def zone(**changes: object) -> Zone:
    return Zone.objects.create(**{"institution_id": "O1", "kind": "waiting", "name": "", "seats": 3, **changes})


def test_every_kind_of_zone_has_its_words_in_both_languages() -> None:
    assert set(ZONES) == set(ZoneKind.values)
    assert all(ZONES[kind].zh == kind.label for kind in ZoneKind)


def test_a_zone_is_added_and_stands_on_the_page(head: Client) -> None:
    assert head.post("/organisation/O1/zones", GIVEN).headers["Location"] == "/organisation/O1"
    page = head.get("/organisation/O1").text
    assert "二楼等候区" in page
    assert "座位 12" in page
    kept = Entry.objects.get(action="zone.add")
    assert (kept.actor, kept.institution_id, kept.detail["seats"]) == ("H1", "O1", "12")


def test_a_zone_without_a_name_is_called_by_its_kind_in_the_language_of_the_page(head: Client) -> None:
    zone()
    assert "<b>客户休息等候区</b>" in head.get("/organisation/O1").text
    head.cookies["lang"] = "en"
    page = head.get("/organisation/O1").text
    assert "<b>Waiting and rest</b>" in page
    assert "等候" not in page


def test_a_zone_is_changed(head: Client) -> None:
    one = zone()
    head.post(f"/organisation/O1/zones/{one.pk}", {"kind": "advice", "name": "大堂", "seats": "5"})
    one.refresh_from_db()
    assert (one.kind, one.name, one.seats) == ("advice", "大堂", 5)
    assert Entry.objects.get(action="zone.edit").detail["zone"] == str(one.pk)


def test_a_zone_is_removed_and_the_trail_says_what_it_was(head: Client) -> None:
    one = zone(name="旧区")
    assert head.post(f"/organisation/O1/zones/{one.pk}/remove").status_code == 302
    assert not Zone.objects.exists()
    assert Entry.objects.get(action="zone.remove").detail["name"] == "旧区"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "cellar"}, "kind"),
        ({"seats": "-1"}, "seats"),
        ({"seats": "many"}, "seats"),
        ({"seats": "70000"}, "seats"),
        ({"seats": ""}, "seats"),
        ({"name": "长" * 61}, "name"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field_and_keeps_what_was_typed(
    head: Client, changes: dict[str, str], field: str
) -> None:
    answer = head.post("/organisation/O1/zones", {**GIVEN, **changes})
    assert answer.status_code == 422
    assert f'id="zone-{field}-mistake"' in answer.text
    assert f'value="{changes.get("name", GIVEN["name"])}"' in answer.text
    assert not Zone.objects.exists()
    assert not Entry.objects.filter(action="zone.add").exists()


def test_the_same_name_twice_is_refused_when_adding_and_when_changing(head: Client) -> None:
    zone(name="二楼等候区")
    other = zone(name="一楼等候区")
    added = head.post("/organisation/O1/zones", GIVEN)
    assert 'id="zone-name-mistake"' in added.text
    assert "同类分区中已有此名称" in added.text
    changed = head.post(f"/organisation/O1/zones/{other.pk}", GIVEN)
    assert f'id="zone-{other.pk}-name-mistake"' in changed.text
    assert 'value="二楼等候区"' in changed.text
    other.refresh_from_db()
    assert other.name == "一楼等候区"


def test_the_same_name_may_stand_under_another_kind_and_at_another_outlet(head: Client) -> None:
    zone(name="二楼等候区", kind="advice")
    zone(name="二楼等候区", institution_id="O2")
    assert head.post("/organisation/O1/zones", GIVEN).status_code == 302


def test_only_outlets_and_centres_have_zones(db: None) -> None:
    small_bank()
    client = Client()
    client.force_login(signed_up(person("B9", "branch_head", "B1")))
    assert "新增分区" not in client.get("/organisation/B1").text
    answer = client.post("/organisation/B1/zones", GIVEN)
    assert answer.status_code == 422
    assert not Zone.objects.exists()


def test_a_zone_of_another_outlet_does_not_exist_for_this_one(head: Client) -> None:
    one = zone(institution_id="O2")
    for door in (f"O1/zones/{one.pk}", f"O1/zones/{one.pk}/remove", f"O2/zones/{one.pk}/remove", "O1/zones/999999"):
        assert head.post(f"/organisation/{door}", GIVEN).status_code == 404
    assert Zone.objects.filter(pk=one.pk, seats=3).exists()


def test_whoever_may_not_edit_sees_the_zones_and_no_form(head: Client) -> None:
    one = zone(name="二楼等候区")
    client = Client()
    client.force_login(signed_up(person("L1", "lobby_manager")))
    page = client.get("/organisation/O1").text
    assert "二楼等候区" in page
    assert "新增分区" not in page
    for door in ("zones", f"zones/{one.pk}", f"zones/{one.pk}/remove"):
        assert client.post(f"/organisation/O1/{door}", GIVEN).status_code == 403


def test_of_two_who_add_the_same_zone_at_once_one_is_refused(on_each_database: str) -> None:
    small_bank()
    here = Institution.objects.get(pk="O1")

    def add() -> Zone:
        return actions.add_zone(by="H", at=AT, institution=here, kind=ZoneKind.WAITING, name="同名")

    told = at_once(add, add, refusals=actions.ZoneRefused)
    assert sorted(type(one).__name__ for one in told) == ["Zone", "ZoneRefused"]
    assert Zone.objects.count() == 1
