"""checklists.yaml: strict to the line; what it names stands elsewhere in the manual and in the registers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tingtang.lobby.models.devices import DeviceKind
from tingtang.manual.book import ManualError, load
from tingtang.manual.book.checklists import DEVICE_KINDS, PLACES
from tingtang.manual.book.loading import DATA
from tingtang.organisation.positions import Position
from tingtang.routines.models import Place

BOOK = load()


def test_the_kinds_and_places_of_the_manual_are_those_of_the_registers() -> None:
    assert set(DEVICE_KINDS) == set(DeviceKind.values)
    assert set(PLACES) == set(Place.values)
    assert all(set(one.positions) <= set(Position.values) for one in BOOK.checklists.values())


def test_every_checklist_of_the_room_is_data_with_a_clause_for_each_line() -> None:
    held = {
        key for (means, key), one in BOOK.mechanisms.items()
        if means == "checklist" and one.held_by.startswith("tingtang.routines")
    }  # fmt: skip
    assert set(BOOK.checklists) == held
    for one in BOOK.checklists.values():
        assert BOOK.kinds[one.kind].clause == one.article
        assert {item.article for item in one.items} <= {*BOOK.articles, *BOOK.paragraphs}
    assert BOOK.checklists["staff.self_check"].personal


def test_what_the_folder_holds_is_looked_at_thing_by_thing() -> None:
    folder = [item for item in BOOK.checklists["lobby_manager.before_opening"].items if item.article == "A19.1b"]
    assert len(folder) == 5
    assert {item.opens for item in folder} == {"material"}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("checklist: teller.self_check", "checklist: teller.nap", "mechanisms.yaml has no checklist 'teller.nap'"),
        ("checklist: head.lobby_round", "checklist: head", "'head' is not a name"),
        ("checklist: head.lobby_round", "checklist: outlet.opening_round", "duplicate checklist"),
        ("phase: during", "phase: at_night", "there is no phase 'at_night'"),
        ("filled_by: person", "filled_by: anyone", "there is no way to fill it 'anyone'"),
        ("positions: [guard]", "positions: [guard, guard]", "names each position once"),
        ("positions: [guard]", "positions: []", "at least one"),
        ("{id: fire,", "{id: alarms,", "duplicate item 'alarms'"),
        ("{id: fire,", "{id: Fire,", "'Fire' is not a code"),
        ("article: A25.2, fail: task", "article: A99, fail: task", "missing article 'A99'"),
        ("fail: device, each: device, of: [hotline]", "fail: device", "only a line for each device"),
        ("each: device, of: [hotline]", "each: device", "stand together"),
        ("of: [hotline]", "of: [telegraph]", "there is no device 'telegraph'"),
        ("fail: task}", "fail: party}", "there is no thing a fail opens 'party'"),
        ("en: There is order in the hall, ", "", "'en' is missing"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    file = data / "checklists.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(ManualError, match=r"checklists\.yaml:\d+: ") as told:
        load(data=data)
    assert why in str(told.value)
