"""What is overdue climbs the tree by the manual's ladder, each rung once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import escalate_due
from tingtang.duties.ladder import kinds_with_own_rungs, rungs
from tingtang.duties.models import Duty, DutyEvent, Escalation, Notice
from tingtang.duties.tests.ledger import Bank, day, staff
from tingtang.manual.book import Rulebook, load
from tingtang.organisation.models import Leave, Staff

pytestmark = [pytest.mark.postgres]
DUE = day(5)


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _owed(bank: Bank, **changes: object) -> Duty:
    return bank.duty(**{"kind": "loan.arrears", "clause": "A31.2b", "lapses_at": None, **changes})


def _sweep(after_hours: float) -> dict[int, int]:
    return escalate_due(by="system:jobs", at=DUE + timedelta(hours=after_hours)).levels


def _told() -> list[tuple[int, str | None]]:
    return list(Escalation.objects.order_by("level").values_list("level", "staff_id"))


def _own_ladder(tmp_path: object, kind: str, hours: int) -> Rulebook:
    """The manual with a first rung of its own for one kind."""
    import shutil
    from pathlib import Path

    from tingtang.manual.book import DATA

    data = Path(str(shutil.copytree(DATA, Path(str(tmp_path)) / "data")))
    file = data / "values" / "escalation.yaml"
    own = f"""
- key: escalation.level1.after_hours.{kind}
  unit: hours
  article: A38
  describe: {{zh: 测试, en: test}}
  recheck_on: 2027-06-30
  dated:
    - {{from: 2012-01-01, value: {hours}}}
"""
    file.write_text(file.read_text() + own)
    return load(data=data)


def test_it_climbs_rung_by_rung_as_time_passes(bank: Bank) -> None:
    _owed(bank)
    assert _sweep(23) == {}
    assert _sweep(24) == {1: 1}
    assert _sweep(71) == {}
    assert _sweep(72) == {2: 1}
    assert _sweep(168) == {3: 1}
    assert _told() == [(1, "H1"), (2, "HB"), (3, "HP")]
    assert _sweep(2000) == {}


def test_a_sweep_that_comes_late_tells_every_rung_once(bank: Bank) -> None:
    duty = _owed(bank)
    assert _sweep(500) == {1: 1, 2: 1, 3: 1}
    duty.refresh_from_db()
    assert duty.escalation_level == 3
    assert list(DutyEvent.objects.order_by("pk").values_list("detail__level", "detail__to")) == [
        (1, "H1"),
        (2, "HB"),
        (3, "HP"),
    ]


def test_what_lapses_or_is_done_or_not_yet_due_does_not_climb(bank: Bank) -> None:
    bank.duty()
    _owed(bank, subject_id="C2", state="late", closed_at=day(6), evidence_kind="contact", evidence_id="1")
    _owed(bank, subject_id="C3", due_at=day(30))
    assert _sweep(200) == {}


def test_the_deputy_hears_while_the_head_is_on_leave(bank: Bank) -> None:
    deputy = staff("D1", bank.outlet, "deputy_head")
    Leave.objects.create(staff=bank.head, deputy=deputy, first_on=date(2026, 11, 28), last_on=date(2026, 12, 5))
    _owed(bank)
    _sweep(24)
    assert _told() == [(1, "D1")]


def test_an_outlet_without_a_head_is_heard_further_up(bank: Bank) -> None:
    head = staff("HB2", bank.branch, "outlet_head")
    Staff.objects.filter(pk="H1").update(to_on=date(2026, 1, 1))
    _owed(bank)
    _sweep(24)
    assert _told() == [(1, head.staff_id)]


def test_nobody_is_told_of_their_own_duty(bank: Bank) -> None:
    _owed(bank, owner_staff=bank.head)
    _sweep(24)
    assert _told() == [(1, "HB")]


def test_when_nobody_is_left_to_hear_it_is_counted_not_lost(bank: Bank) -> None:
    Staff.objects.exclude(pk="M1").update(to_on=date(2026, 1, 1))
    _owed(bank)
    swept = escalate_due(by="system:jobs", at=DUE + timedelta(hours=24))
    assert (swept.levels, swept.unheard) == ({1: 1}, 1)
    assert _told() == [(1, None)]


def test_heads_get_one_notice_with_counts_by_clause(bank: Bank) -> None:
    for n in range(12):
        _owed(bank, subject_id=f"C{n}", clause="A31.2b" if n % 3 else "A31.4")
    assert escalate_due(by="system:jobs", at=DUE + timedelta(hours=24), chunk=5).levels == {1: 12}
    notice = Notice.objects.get()
    assert (notice.staff_id, notice.what, notice.clauses) == ("H1", "escalated", {"A31.2b": 8, "A31.4": 4})
    assert sum(entry.detail["duties"] for entry in Entry.objects.filter(action="duty.escalate")) == 12


def test_a_kind_may_have_rungs_of_its_own(bank: Bank, tmp_path: object) -> None:
    book = _own_ladder(tmp_path, "loan.arrears", 2)
    on = date(2026, 11, 23)
    assert kinds_with_own_rungs(book, on) == {"loan.arrears"}
    assert [rung.after for rung in rungs(book, on, "loan.arrears")][:2] == [timedelta(hours=2), timedelta(hours=72)]
    _owed(bank)
    _owed(bank, kind="attrition.silence", clause="A31.4")
    assert escalate_due(by="system:jobs", at=DUE + timedelta(hours=3), book=book).levels == {1: 1}
    assert Escalation.objects.get().duty.kind == "loan.arrears"


def test_the_ladder_of_the_manual_names_known_positions() -> None:
    from tingtang.organisation.positions import PEOPLE_VALUES

    ladder = rungs(load(), date(2026, 11, 23))
    assert [rung.level for rung in ladder] == [1, 2, 3]
    assert all(rung.position in PEOPLE_VALUES for rung in ladder)
    assert [rung.after for rung in ladder] == sorted(rung.after for rung in ladder)
