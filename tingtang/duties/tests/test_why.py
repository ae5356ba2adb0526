"""A duty explains itself, with the manual of its time."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.duties.actions import Opening, open_duty
from tingtang.duties.models import Duty, ManualSnapshot
from tingtang.duties.queries import why
from tingtang.duties.snapshots import kept_value, snapshot_values
from tingtang.duties.tests.ledger import Bank, day
from tingtang.manual.book import Rulebook, load

pytestmark = [pytest.mark.postgres]
INPUTS = {
    "tier": {"value": "private", "as_of": "2026-11-22"},
    "assets": {"value": "9200000.00", "as_of": "2026-11-22"},
    "interval_days": {"value": 7, "as_of": "2026-11-22"},
    "anchor_on": {"value": "2026-11-16", "as_of": "2026-11-22"},
    "last_reached_on": {"value": "2026-11-12", "as_of": "2026-11-22"},
}


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _opened(book: Rulebook | None = None) -> Duty:
    opening = Opening(
        "contact.private", "C1", date(2026, 11, 17), "O1", due_at=day(5), owner_staff_id="M1", inputs=INPUTS
    )
    return open_duty(opening=opening, by="system:night", at=day(0), book=book)[0]


def _edition(tmp_path: object, days: int, from_on: str = "2026-01-01") -> Rulebook:
    from pathlib import Path

    file = Path(str(tmp_path)) / "edition.yaml"
    value = f"[{{from: {from_on}, value: {days}}}]"
    file.write_text(f"edition: test\nvalues:\n  contact.interval_days.private: {value}\n")
    return load([file])


def test_it_names_clause_sentence_inputs_and_values(bank: Bank) -> None:
    found = why(_opened())
    assert (found.clause, found.version_is_current, found.known) == ("A31.2a", True, True)
    assert "920 万元" in found.sentence.zh
    assert "2026-11-12" in found.sentence.en
    assert found.paraphrase.zh
    assert found.paraphrase.en
    assert ("assets", "9200000.00", "2026-11-22") in [(i.name, i.value, i.as_of) for i in found.inputs]
    values = {value.then.key: value.then.value for value in found.values}
    assert values["contact.interval_days.private"] == "7"


def test_after_a_new_edition_it_still_shows_the_values_of_its_time(bank: Bank, tmp_path: object) -> None:
    stricter = _edition(tmp_path, 5)
    found = why(_opened(), book=stricter)
    interval = next(value for value in found.values if value.then.key == "contact.interval_days.private")
    assert (interval.then.value, interval.now) == ("7", "5")
    assert not found.version_is_current
    assert found.version == load().version


def test_a_duty_under_an_edition_keeps_that_edition(bank: Bank, tmp_path: object) -> None:
    duty = _opened(_edition(tmp_path, 5))
    found = why(duty)
    interval = next(value for value in found.values if value.then.key == "contact.interval_days.private")
    assert (interval.then.value, interval.then.from_on, interval.now) == ("5", "2026-01-01", "7")


def test_a_version_never_kept_is_said_to_be_unknown(bank: Bank) -> None:
    found = why(bank.duty())
    assert (found.known, found.values) == (False, ())
    assert found.sentence.zh


def test_the_current_version_needs_no_kept_copy(bank: Bank) -> None:
    duty = _opened()
    ManualSnapshot.objects.all().delete()
    assert why(duty).known


def test_a_kind_that_the_manual_dropped_is_still_explained(bank: Bank) -> None:
    found = why(bank.duty(kind="gone.kind", clause="A99"))
    assert (found.sentence.en, found.paraphrase.zh) == ("a kind that the manual no longer has", "A99")


def test_a_kept_manual_answers_like_the_book_on_every_day() -> None:
    from tingtang.manual.book.units import write

    book = load()
    kept = snapshot_values(book)
    for on in (date(2012, 1, 1), date(2020, 5, 5), date(2026, 11, 23)):
        for key, value in book.values(on).items():
            found = kept_value(kept, key, on)
            assert found is not None
            assert (found.value, found.from_on) == (write(value.value), value.from_on.isoformat())


def test_a_value_before_its_first_date_or_of_no_key_is_absent() -> None:
    kept = snapshot_values(load())
    assert kept_value(kept, "contact.interval_days.private", date(1990, 1, 1)) is None
    assert kept_value(kept, "no.such", date(2026, 1, 1)) is None
