"""Several at once, for real: threads on SQLite and on PostgreSQL."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError

from tests.races import at_once
from tingtang.duties.models import Duty
from tingtang.inspections.actions import Package, close, give_award, mark, open_planned, publish, send
from tingtang.inspections.errors import ChangedMeanwhile, InspectionError, WrongState
from tingtang.inspections.models import Award, Bar, Inspection, Mark, Planned, Sending
from tingtang.inspections.tests.outlet import MONDAY, Outlet, later

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
THREADS = 4
race = partial(at_once, refusals=InspectionError)


@pytest.fixture
def outlet(on_each_database: str) -> Outlet:
    return Outlet()


def test_of_what_happens_at_once_to_an_inspection_one_counts_and_the_other_is_told(outlet: Outlet) -> None:
    _edited_by_two(outlet)
    _sent_twice(outlet)
    _closed_and_published_by_several(outlet)
    _marked_while_closed(outlet)


def _edited_by_two(outlet: Outlet) -> None:
    found = outlet.started()
    item = found.sheet.items.get(n=1)
    results = race(*[
        lambda who=who, score=score: mark(
            by=who, at=later(), inspection_id=found.pk, edition=0, marks={item.pk: Decimal(score)})
        for who, score in (("I1", 10), ("I2", 20))
    ])  # fmt: skip
    (kept,) = [one for one in results if isinstance(one, Inspection)]
    (told,) = [one for one in results if isinstance(one, InspectionError)]
    assert isinstance(told, ChangedMeanwhile)
    assert Mark.objects.get(inspection=found).score == (10 if results[0] is kept else 20)
    assert Inspection.objects.get(pk=found.pk).edition == 1


def _sent_twice(outlet: Outlet) -> None:
    found = outlet.started()
    item = found.sheet.items.get(n=1)
    once = lambda: send(  # noqa: E731
        by="I1", at=later(), inspection_id=found.pk, edition=0, key="k", package=Package({item.pk: Decimal(30)})
    )
    results = race(*[once] * THREADS)
    assert {one.edition for one in results} == {1}
    assert Sending.objects.count() == 1


def _closed_and_published_by_several(outlet: Outlet) -> None:
    open_planned(on=MONDAY.date(), by="system:jobs", at=MONDAY)
    found = outlet.scored("10", "20", "0")
    results = race(*[lambda: close(by="I1", at=later(), inspection_id=found.pk, edition=1)] * THREADS)
    assert sum(isinstance(one, WrongState) for one in results) == THREADS - 1
    assert Planned.objects.filter(inspection=found).count() == 1
    results = race(*[lambda: publish(by="I1", at=later(1), inspection_id=found.pk)] * THREADS)
    assert sum(isinstance(one, WrongState) for one in results) == THREADS - 1
    assert Bar.objects.filter(inspection=found, person=None).count() == 1
    assert Duty.objects.filter(kind="inspection.rectified").count() == 1


def _marked_while_closed(outlet: Outlet) -> None:
    """Past every check: a mark is removed while the inspection is closed; scored, it has all its marks."""
    found = outlet.scored("40", "50", "10", institution_id="O2")
    at_once(
        lambda: Mark.objects.filter(inspection=found, item__n=1).delete(),
        lambda: close(by="I1", at=later(), inspection_id=found.pk, edition=1),
        refusals=(DatabaseError, InspectionError),  # type: ignore[arg-type]
    )
    state = Inspection.objects.get(pk=found.pk).state
    assert (state, Mark.objects.filter(inspection=found).count()) in {("closed", 3), ("draft", 2)}


def test_of_an_award_and_a_bad_result_at_once_no_award_stands(outlet: Outlet) -> None:
    found = outlet.closed("10", "20", "0")
    award = {"institution_id": "O1", "year": 2026, "title": "先进集体"}
    race(
        lambda: give_award(by="HB", at=later(1), **award),
        lambda: publish(by="I1", at=later(1), inspection_id=found.pk),
    )
    assert Bar.objects.filter(institution="O1", person=None).exists()
    assert not Award.objects.filter(withdrawn_at=None).exists()
    bar = {"inspection": found, "person_id": "I1", "institution_id": "O1", "deadline": MONDAY, "by": "x", "at": MONDAY}
    at_once(
        lambda: Award.objects.create(
            kind="other", title="先进个人", institution_id="B1", person_id="I1", year=2025, by="x", at=MONDAY),
        lambda: Bar.objects.create(**bar, year=2025),
        refusals=DatabaseError,
    )  # fmt: skip
    assert Award.objects.filter(person="I1").exists() != Bar.objects.filter(person="I1").exists()
