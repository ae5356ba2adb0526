"""Targets of a day as dated values, and the report that is signed once and stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.audit.models import Entry
from tingtang.outreach.actions import set_target, sign_report
from tingtang.outreach.errors import OutreachRefused
from tingtang.outreach.models import DayTarget
from tingtang.outreach.targets import Line, Span, code_of, signed, signed_lines, span_of, sums, targets_of
from tingtang.outreach.tests.people import MONDAY, TODAY, People

TOMORROW = TODAY + timedelta(days=1)


def put(**given: Any) -> DayTarget:
    plain = {
        "institution_id": "O1", "measure": "sales", "number": 2, "from_on": TODAY, "by": "H1", "at": MONDAY,
        "position": "wealth_manager",
    }  # fmt: skip
    return set_target(**{**plain, **given})


def target(people: People, who: str = "W1", day: date = TODAY) -> dict[str, int]:
    return targets_of([people.people[who]], [day])[who, day]


def test_a_target_holds_from_its_day_until_another_one_follows(people: People) -> None:
    put(number=2)
    put(number=5, from_on=TOMORROW)
    assert target(people) == {"sales": 2}
    assert target(people, day=TOMORROW) == {"sales": 5}
    assert target(people, day=TODAY + timedelta(days=400)) == {"sales": 5}
    assert target(people, who="W2") == {}


def test_set_again_for_the_same_day_the_last_word_counts(people: People) -> None:
    put(number=2)
    put(number=3)
    assert target(people) == {"sales": 3}


def test_ones_own_target_goes_before_the_positions_and_a_nearer_place_before_one_above(people: People) -> None:
    put(number=1, institution_id="B1", by="HB")
    assert target(people) == {"sales": 1}
    put(number=2)
    put(number=9, institution_id="B1", by="HB")
    assert target(people) == {"sales": 2}
    put(number=4, position="", staff_id="W1")
    put(number=6)
    assert target(people) == {"sales": 4}


def test_only_a_head_of_the_place_sets_targets_there(people: People) -> None:
    for by in ("W1", "H3", "T1"):
        with pytest.raises(PermissionDenied):
            put(by=by)
    assert put(by="HB").set_by == "HB"
    assert Entry.objects.filter(action="target.set").count() == 1


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("measure", {"measure": "smiles"}),
        ("number", {"number": -1}),
        ("number", {"number": 1000}),
        ("from_on", {"from_on": TODAY - timedelta(days=1)}),
        ("who", {"position": "kiosk"}),
        ("who", {"position": ""}),
        ("who", {"staff_id": "W3"}),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_input_named(people: People, field: str, given: dict[str, Any]) -> None:
    with pytest.raises(OutreachRefused) as refused:
        put(**given)
    assert refused.value.field == field
    assert not DayTarget.objects.exists()


@pytest.mark.parametrize(
    ("code", "first", "last", "before", "after"),
    [
        ("2026-11-23", date(2026, 11, 23), date(2026, 11, 23), "2026-11-22", "2026-11-24"),
        ("2026-W48", date(2026, 11, 23), date(2026, 11, 29), "2026-W47", "2026-W49"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), "2026-W52", "2027-W01"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026-01", "2026-03"),
    ],
)
def test_days_weeks_and_months_follow_each_other(code: str, first: date, last: date, before: str, after: str) -> None:
    span = span_of(code, TODAY)
    assert (span.first, span.last, span.before, span.after) == (first, last, before, after)
    assert span.days[0] == first
    assert len(span.days) == (last - first).days + 1


@pytest.mark.parametrize("code", ["", "2026-13", "2025-W53", "2026-02-30", "1999-W01", "2026-W1", "x" * 99])
def test_what_is_no_span_reads_as_this_week(code: str) -> None:
    assert span_of(code, TODAY).code == "2026-W48" == code_of(TODAY, "week")


def test_sums_leave_a_measure_without_a_target_without_one() -> None:
    lines = [Line(TODAY, {"sales": 1}, {"sales": 2}), Line(TOMORROW, {"sales": 2, "referrals": 1}, {"sales": 2})]
    done, wanted = sums(lines)
    assert (done["sales"], done["referrals"], done["key_customers"]) == (3, 1, 0)
    assert wanted == {"sales": 4}


def test_a_report_is_signed_once_from_its_last_day_on_and_stays_as_it_was(people: People) -> None:
    day, week = span_of("2026-11-23", TODAY), span_of("2026-W48", TODAY)
    lines = [Line(TODAY, {"sales": 1}, {"sales": 2})]
    kept = sign_report(span=day, lines=lines, note=" 一切顺利 ", by="OT", at=MONDAY)
    assert (kept.note, kept.institution_id) == ("一切顺利", "O1")
    found = signed("OT", day)
    assert found is not None
    assert signed_lines(found) == lines
    assert signed("W1", day) is None
    with pytest.raises(OutreachRefused):
        sign_report(span=day, lines=[], note="", by="OT", at=MONDAY)
    with pytest.raises(OutreachRefused):
        sign_report(span=week, lines=[], note="", by="OT", at=MONDAY)
    assert sign_report(span=week, lines=[], note="", by="OT", at=MONDAY + timedelta(days=6)).first == week.first
    assert list(Entry.objects.filter(action="report.sign").values_list("detail__span", flat=True)) == [
        "2026-11-23", "2026-W48"
    ]  # fmt: skip


def test_a_note_too_long_is_refused(people: People) -> None:
    with pytest.raises(OutreachRefused):
        sign_report(span=Span("2026-11-23", TODAY, TODAY), lines=[], note="长" * 401, by="OT", at=MONDAY)
