"""Licences, materials, named people, stationed third parties, accessibility: each with what it owes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tingtang.lobby.actions.guarding import register_third_party
from tingtang.lobby.models import ThirdParty
from tingtang.lobby.queries.guards import third_parties
from tingtang.organisation.actions import end_extra_post, give_extra_post
from tingtang.organisation.models import Institution, Staff, Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person
from tingtang.routines.actions import (
    display,
    hang_licence,
    let_go,
    name_keeper,
    record_accessibility,
    renew_agreement,
    withdraw,
)
from tingtang.routines.errors import AlreadyDone, BadInput, NoSuchRecord
from tingtang.routines.models import Accessibility, Keeper, Licence
from tingtang.routines.queries import accessibility_of, licences, missing_licences, on_display, stationed
from tingtang.routines.tests.place import DAY, EARLY, Place, duty, later, state
from tingtang.shared.times import day_end

pytestmark = pytest.mark.postgres


def in_days(days: int) -> date:
    """So many days after Monday."""
    return DAY + timedelta(days=days)


def agreement(place: Place, until: int = 20, **fields: Any) -> ThirdParty:
    """An insurer's person at O1 whose agreement ends so many days after Monday."""
    zone, _ = Zone.objects.get_or_create(institution_id=fields.get("institution_id", "O1"), kind="self_service")
    plain = {
        "institution_id": "O1", "name": "孙平", "company": "某人寿", "trade": "insurance", "badge": "B7",
        "zone_id": zone.pk, "agreed_from": in_days(-100), "agreed_to": in_days(until), "by": "H1", "at": EARLY,
    }  # fmt: skip
    return register_third_party(**{**plain, **fields})


def test_a_licence_that_runs_out_is_owed_a_month_ahead_and_met_by_the_next(place: Place) -> None:
    old = place.licence("financial_licence", "", valid_to=in_days(40))
    place.night()
    assert state("licence.renew", old.pk) == ""
    place.night(days=10)
    place.night(days=11)
    assert (state("licence.renew", old.pk), duty("licence.renew", old.pk).due_at) == ("open", day_end(in_days(40)))
    place.licence("financial_licence", "", number="证-2", at=later(days=12))
    assert state("licence.renew", old.pk) == "met"
    old.refresh_from_db()
    assert old.ended_by == "H1"
    assert missing_licences(licences(["O1"]), ("financial_licence", "scope_notice")) == ["scope_notice"]


def test_a_head_who_went_by_the_calendar_alone_is_found_within_the_hour(place: Place) -> None:
    licence, notice, plain = place.licence(), place.licence("head_notice"), place.licence("other", "H1", number="食品")
    place.night()
    assert state("licence.rename", licence.pk) == ""
    Staff.objects.filter(pk="H1").update(institution_id="O2")
    place.night(days=1)
    assert "nobody_yet" in str(duty("licence.rename", licence.pk).inputs)
    person("H9", "outlet_head")
    place.night(days=2)
    assert [state("licence.rename", one.pk) for one in (licence, notice, plain)] == ["open", "open", ""]
    hang_licence(institution_id="O1", kind="business_licence", number="证-9", head="H9", by="D1", at=later(days=2))
    assert (state("licence.rename", licence.pk), state("licence.rename", notice.pk)) == ("met", "open")
    place.night(days=3)
    assert Licence.objects.filter(kind="business_licence").count() == 2


def test_a_post_that_is_given_or_ended_opens_the_replacement_at_once_and_takes_it_back(place: Place) -> None:
    Staff.objects.filter(pk="H1").update(to_on=in_days(-1))  # the outlet is headed by an extra post
    here = {"institution": Institution.objects.get(pk="O1"), "position": Position.OUTLET_HEAD, "by": "HB"}
    post = give_extra_post(staff=Staff.objects.get(pk="D1"), from_on=in_days(-9), to_on=None, at=EARLY, **here)
    licence = place.licence(head="D1")
    with transaction.atomic():
        end_extra_post(post=post, last_on=in_days(-1), by="HB", at=EARLY)
        assert state("licence.rename", licence.pk) == "open"
        transaction.set_rollback(True)
    assert state("licence.rename", licence.pk) == ""
    post.refresh_from_db()
    end_extra_post(post=post, last_on=DAY, by="HB", at=EARLY)
    assert state("licence.rename", licence.pk) == ""  # it is headed until tonight: the job is the net
    end_extra_post(post=post, last_on=in_days(-1), by="HB", at=EARLY)
    assert duty("licence.rename", licence.pk).opened_at == EARLY
    give_extra_post(staff=Staff.objects.get(pk="T1"), from_on=DAY, to_on=None, at=later(hours=1), **here)
    place.night(days=1)
    assert duty("licence.rename", licence.pk).state == "open"  # one, whoever heads it now


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"kind": "fishing"}, "kind"), ({"number": ""}, "number"), ({"head": ""}, "head"), ({"head": "X9"}, "head"),
     ({"valid_to": DAY - timedelta(days=1)}, "valid_to")],
)  # fmt: skip
def test_a_licence_that_makes_no_sense_is_refused_with_its_field(
    place: Place, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        place.licence(**fields)
    assert refused.value.field == field


def test_expired_material_is_taken_down_by_the_next_working_day(place: Place) -> None:
    poster = place.poster(to_on=in_days(4))  # Friday
    place.night(days=4)
    assert state("material.withdraw", poster.pk) == ""
    place.night(days=5)
    assert duty("material.withdraw", poster.pk).due_at == day_end(in_days(7))  # Monday
    assert poster in on_display(["O1"], in_days(6))  # it hangs until somebody takes it down
    withdraw(material_id=poster.pk, by="L1", at=later(days=7))
    assert state("material.withdraw", poster.pk) == "met"
    with pytest.raises(AlreadyDone):
        withdraw(material_id=poster.pk, by="L1", at=later(days=7))
    with pytest.raises(NoSuchRecord):
        withdraw(material_id=poster.pk + 99, by="L1", at=EARLY)
    place.poster(at=later(days=8), from_on=in_days(8), to_on=in_days(9))


def test_decoration_comes_down_within_twenty_days_after_the_holiday(place: Place) -> None:
    shown = place.poster(
        title="灯笼", place="hall", from_on=date(2026, 9, 28), to_on=None, festival="national_day", at=later(days=-57)
    )
    assert shown.to_on == date(2026, 10, 7)
    place.night(days=-47)  # 7 October
    assert state("decoration.remove", shown.pk) == ""
    place.night(days=-46)
    owed = duty("decoration.remove", shown.pk)
    assert (owed.due_at, owed.clause) == (day_end(date(2026, 10, 27)), "A4.4")
    withdraw(material_id=shown.pk, by="L1", at=later(days=-20))
    assert state("decoration.remove", shown.pk) == "late"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title": " "}, "title"), ({"place": "roof"}, "place"), ({"to_on": None}, "to_on"),
     ({"from_on": DAY + timedelta(days=11)}, "to_on"), ({"festival": "easter"}, "festival"),
     ({"from_on": DAY - timedelta(days=9), "to_on": DAY - timedelta(days=1)}, "to_on")],
)  # fmt: skip
def test_material_that_makes_no_sense_is_refused_with_its_field(
    place: Place, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        place.poster(**fields)
    assert refused.value.field == field


def test_the_same_poster_does_not_hang_twice_in_a_place(place: Place) -> None:
    place.poster()
    with pytest.raises(BadInput):
        place.poster()
    display(institution_id="O1", title="秋季存款海报", place="door", from_on=DAY, to_on=in_days(3), by="L1", at=EARLY)


def test_a_facility_without_a_person_owes_one_and_so_does_one_whose_person_left(place: Place) -> None:
    place.night()
    assert state("keeper.name", "O1:signs") == "open"
    name_keeper(institution_id="O1", facility="signs", staff_id="T1", by="H1", at=later(hours=2))
    place.night(days=1)
    assert state("keeper.name", "O1:signs") == "met"
    Staff.objects.filter(pk="T1").update(to_on=in_days(1))
    place.night(days=2)
    assert "left 员工T1" in str(duty_of_today("O1:signs").inputs)
    place.night(days=3)
    assert duty_of_today("O1:signs").period_on == in_days(2)  # still the one that is open
    with pytest.raises(BadInput):
        name_keeper(institution_id="O1", facility="signs", staff_id="T1", by="H1", at=later(days=3))
    name_keeper(institution_id="O1", facility="signs", staff_id="L1", by="H1", at=later(days=3))
    with pytest.raises(BadInput):
        name_keeper(institution_id="O1", facility="signs", staff_id="L1", by="H1", at=later(days=3))
    assert Keeper.objects.filter(facility="signs").count() == 2


def duty_of_today(subject: str) -> Any:
    """The open duty to name a person."""
    from tingtang.duties.models import Duty

    return Duty.objects.get(kind="keeper.name", subject_id=subject, state="open")


def test_machines_that_each_have_their_person_need_no_other(place: Place) -> None:
    for device in (place.machine, place.screen):
        device.keeper_id = "L1"
        device.save()
    place.night()
    assert (state("keeper.name", "O1:machines"), state("keeper.name", "O1:screens")) == ("", "open")
    Staff.objects.filter(pk="L1").update(institution_id="O2")
    place.night(days=1)
    assert state("keeper.name", "O1:machines") == "open"


def test_an_agreement_that_ends_is_renewed_or_its_person_leaves(place: Place) -> None:
    one, other = agreement(place), agreement(place, 25, badge="B8")
    far = agreement(place, 31, badge="B9")
    place.night()
    assert [state("third_party.settle", row.pk) for row in (one, other, far)] == ["open", "open", ""]
    with pytest.raises(BadInput):
        renew_agreement(third_party_id=one.pk, agreed_to=one.agreed_to, by="H1", at=EARLY)
    made = renew_agreement(third_party_id=one.pk, agreed_to=in_days(400), by="H1", at=EARLY)
    assert (made.agreed_from, made.badge, made.zone_id) == (in_days(21), "B7", one.zone_id)
    let_go(third_party_id=other.pk, on=in_days(3), reason="合作终止", by="H1", at=EARLY)
    assert [state("third_party.settle", row.pk) for row in (one, other)] == ["met", "met"]
    assert set(stationed(["O1"])) == {made, far}
    assert other in third_parties("O1", in_days(3))
    assert other not in third_parties("O1", in_days(4))
    for again in (
        lambda: renew_agreement(third_party_id=one.pk, agreed_to=in_days(900), by="H1", at=EARLY),
        lambda: let_go(third_party_id=other.pk, on=DAY, reason="x", by="H1", at=EARLY),
    ):
        with pytest.raises(AlreadyDone):
            again()
    with pytest.raises(BadInput):
        let_go(third_party_id=far.pk, on=in_days(-1), reason="补记", by="H1", at=EARLY)


def test_accessibility_is_a_way_in_or_a_way_to_call(place: Place) -> None:
    plain: dict[str, Any] = {"institution_id": "O1", "by": "H1", "at": EARLY}
    for wrong in ({"way_in": False}, {"way_in": True, "note_zh": "后门"}):
        with pytest.raises(BadInput):
            record_accessibility(**plain, **wrong)
    assert accessibility_of("O1") is None
    record_accessibility(**plain, way_in=False, bell="0571-8888")
    latest = record_accessibility(
        **plain, way_in=True, low_counter=True, note_zh="坡道在东侧", note_en="ramp on the east"
    )
    assert accessibility_of("O1") == latest
    assert Accessibility.objects.count() == 2
