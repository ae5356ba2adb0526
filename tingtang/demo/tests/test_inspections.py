"""The demo's inspections: two half-years, each kind of end, once a bank."""

import pytest

from tingtang.demo.inspections import inspect
from tingtang.demo.tests.conftest import ON
from tingtang.inspections.models import Award, Bar, Finding, Inspection, Planned, Rectification
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.organisation.tree import rebuild_tree


@pytest.mark.django_db
def test_a_few_outlets_are_inspected_in_two_half_years_with_every_end() -> None:
    small_bank()
    for n in range(4, 9):
        Institution.objects.create(institution_id=f"O{n}", parent_id="B1", kind="outlet", name=f"支行 {n}")
    rebuild_tree()
    for place in ("P", "B1", "B2"):
        person(f"I-{place}", Position.INSPECTOR, place)
    for n in range(1, 9):
        person(f"H{n}", Position.OUTLET_HEAD, f"O{n}")
    assert inspect(ON) == 12
    assert inspect(ON) == 0
    assert set(Inspection.objects.values_list("state", flat=True)) == {"draft", "closed", "published"}
    assert {one.on.month <= 6 for one in Inspection.objects.all()} == {True, False}
    assert Finding.objects.filter(repeats__gt=0).exists()
    for table in (Award, Bar, Rectification):
        assert table.objects.exists()
    assert Planned.objects.filter(inspection=None).exists()
