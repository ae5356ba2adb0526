"""Every mistake in the data is told with its file and its line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tingtang.manual.book import DATA, ManualError, load

ENTRY = """
- key: test.some_days
  unit: days
  article: A31.2a
  tighten: lower
  describe: {zh: 天数, en: days}
  recheck_on: 2027-06-30
  dated: [{from: 2012-01-01, value: 7}]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The manual's data, to be spoilt."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def with_entry(data: Path, text: str) -> Path:
    """One more file of values."""
    file = data / "values" / "zz_test.yaml"
    file.write_text(text.lstrip("\n"))
    return file


def complaint(data: Path) -> str:
    """What the loader says about the data."""
    with pytest.raises(ManualError) as told:
        load(data=data)
    return str(told.value)


def test_the_data_of_the_manual_is_in_order(data: Path) -> None:
    with_entry(data, ENTRY)
    book = load(data=data)
    assert len(book.articles) == 40
    assert "test.some_days" in book.entries


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("unit: days", "unit: fortnights", 2, "bad unit 'fortnights'"),
        ("unit: days", "unit: text", 4, "bad direction: a text has no order"),
        ("tighten: lower", "tighten: sideways", 4, "bad direction 'sideways'"),
        ("tighten: lower", "colour: red", 4, "unknown key 'colour'"),
        ("tighten: lower", "unit: days", 4, "duplicate key 'unit'"),
        ("article: A31.2a", "article: A99", 1, "missing article 'A99'"),
        ("article: A31.2a", "tighten: lower", 4, "duplicate key 'tighten'"),
        ("  article: A31.2a\n", "", 1, "'article' is missing"),
        ("key: test.some_days", "key: Some Days", 1, "is not a key"),
        ("key: test.some_days", "key: contact.ideal_share", 1, "duplicate key 'contact.ideal_share', first at"),
        ("{zh: 天数, en: days}", "{zh: 天数}", 5, "'en' is missing"),
        ("{zh: 天数, en: days}", "{zh: 天数, en: ''}", 5, "is empty"),
        ("{zh: 天数, en: days}", "天数", 5, "expected a mapping"),
        ("2027-06-30", "next summer", 6, "is not a date"),
        ("value: 7", "value: seven", 7, "is not a whole number"),
        ("value: 7", "value: 7.5", 7, "is not a whole number"),
        ("value: 7", "value: -7", 7, "below zero"),
        ("tighten: lower", "least: 8", 7, "7 is below 8, the least that works"),
        ("tighten: lower", "most: 6", 7, "7 is above 6, the most that works"),
        ("tighten: lower", "least: some", 4, "is not a whole number"),
        ("value: 7", "value: [7]", 7, "expected a single text"),
        ("value: 7", "value: 7, until: never", 7, "unknown key 'until'"),
        ("value: 7", "value: 7, to: 2011-12-31", 7, "before it begins"),
        ("[{from: 2012-01-01, value: 7}]", "[]", 7, "has no dated value"),
        ("[{from: 2012-01-01, value: 7}]", "7", 7, "expected a list"),
        (
            "value: 7}]",
            "value: 7},\n    {from: 2012-01-01, value: 6}]",
            8,
            "overlapping dates",
        ),
        (
            "value: 7}]",
            "value: 7, to: 2020-12-31},\n    {from: 2020-12-31, value: 6}]",
            8,
            "overlapping dates",
        ),
        ("value: 7}]", "value: 7},\n    {from: 2010-01-01, value: 6}]", 8, "overlapping dates"),
        ("value: 7}]", "value: 7}", 8, "not YAML"),
    ],
)
def test_a_mistake_in_a_value_is_told_with_its_line(data: Path, old: str, new: str, line: int, why: str) -> None:
    assert old in ENTRY
    file = with_entry(data, ENTRY.replace(old, new))
    assert complaint(data).startswith(f"{file}:{line}: ")
    assert why in complaint(data)


@pytest.mark.parametrize(
    ("unit", "value", "why"),
    [
        ("share", "1.01", "above 1"),
        ("percent", "101", "above 100"),
        ("CNY", "1.005", "more than two decimals"),
        ("CNY", "NaN", "is not a number"),
        ("bool", "yes", "neither true nor false"),
        ("date", "2012-13-01", "month must be in"),
        ("text_list", "[a, a]", "stands twice"),
        ("text_list", "a", "expected a list"),
        ("ratio", "half", "is not a number"),
    ],
)
def test_a_value_fits_its_unit(data: Path, unit: str, value: str, why: str) -> None:
    text = ENTRY.replace("unit: days", f"unit: {unit}").replace("  tighten: lower\n", "").replace("7}", f"{value}}}")
    file = with_entry(data, text)
    assert complaint(data).startswith(f"{file}:6: ")
    assert why in complaint(data)


def spoil(name: str, old: str, new: str) -> Callable[[Path], Path]:
    """Replace the first `old` in a file of the data."""

    def do(data: Path) -> Path:
        file = data / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))
        return file

    return do


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (spoil("articles/A40.yaml", "article: A40", "article: A41"), "is 'A41', but the file is that of A40"),
        (spoil("articles/A40.yaml", "chapter: 9", "chapter: 10"), "bad chapter '10'"),
        (spoil("articles/A40.yaml", "- id: A40", "- id: A39.9"), "'A39.9' is not a paragraph of A40"),
        (spoil("articles/A39.yaml", "- id: A39.1", "- id: A39"), "duplicate paragraph 'A39'"),
        (spoil("articles/A40.yaml", "- rule: meeting.daily", "- rule: meeting.hourly"), "no rule 'meeting.hourly'"),
        (spoil("articles/A40.yaml", "- value: meeting.morning_days", "- value: meeting.never"), "no value"),
        (spoil("articles/A40.yaml", "- rule: meeting.daily", "- law: meeting.daily"), "unknown key 'law'"),
        (
            spoil("articles/A40.yaml", "- rule: meeting.daily", "- {rule: meeting.daily, form: lobby_log}"),
            "one of value, rule, checklist, form, not_a_system_matter at a time",
        ),
        (spoil("duties.yaml", "clause: A31.2a", "clause: A31.9z"), "missing article 'A31.9z'"),
        (spoil("duties.yaml", "kind: contact.wealth", "kind: contact.private"), "duplicate kind 'contact.private'"),
        (spoil("duties.yaml", "after_due: lapse", "after_due: forget"), "'forget' is none of lapse, owed"),
        (spoil("duties.yaml", "owner: manager", "owner: nobody"), "'nobody' is none of"),
        (spoil("duties.yaml", "{assets}", "{wealth}"), "the sentence names wealth"),
        (spoil("duties.yaml", "{assets}", "{assets"), "cannot be read"),
        (spoil("duties.yaml", "contact.ideal_share", "contact.ideal_shame"), "no value 'contact.ideal_shame'"),
        (spoil("duties.yaml", "assets: money", "assets: gold"), "'gold' is none of"),
        (spoil("duties.yaml", "kind: fund.opens", "kind: fund.closes"), "no value 'night.weight.fund.closes'"),
        (spoil("mechanisms.yaml", "rule: tier.of_assets", "rule: contact.private"), "duplicate rule"),
        (spoil("mechanisms.yaml", ", held_by: tingtang.desk.outreach.board", ""), "'held_by' is missing"),
        (spoil("inspection_items.yaml", "article: A3.1", "article: A4.1"), "'A4.1' does not name the checklist"),
        (spoil("inspection_items.yaml", "article: A3.4", "article: A3.1"), "inspection.outside has no line for A3.4"),
        (spoil("mechanisms.yaml", "form: lobby_log", "form: lobby_log, rule: lobby_log"), "names one of"),
        (spoil("mechanisms.yaml", "form: lobby_log", "form: lobby_diary"), "there is no form 'lobby_log'"),
    ],
)
def test_a_mistake_across_files_is_told_at_its_place(data: Path, change: Callable[[Path], Path], why: str) -> None:
    change(data)
    told = complaint(data)
    place, message = told.split(": ", 1)
    file, _, line = place.rpartition(":")
    assert Path(file).is_file()
    assert int(line) >= 1
    assert why in message


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("value: 40", "value: 41", "the values assessment.weight.* of 2012-01-01 add up to 101, not to 100"),
        ("value: 40}", "value: 40}\n    - {from: 2027-01-01, value: 35}", "of 2027-01-01 add up to 95, not to 100"),
        ("value: 40}", "value: 40, to: 2026-12-31}", "of 2027-01-01 add up to 60, not to 100"),
    ],
)
def test_weights_that_are_no_whole_are_told_with_the_day(data: Path, old: str, new: str, why: str) -> None:
    file = data / "values" / "satisfaction.yaml"
    file.write_text(file.read_text().replace(old, new, 1))
    said = complaint(data)
    assert why in said
    assert "satisfaction.yaml:" in said


def test_weights_that_change_together_load(data: Path) -> None:
    file = data / "values" / "satisfaction.yaml"
    text = file.read_text()
    for old, new in (("value: 40}", 35), ("value: 30}", 35)):
        text = text.replace(old, f"{old}\n    - {{from: 2027-01-01, value: {new}}}", 1)
    file.write_text(text)
    assert load(data=data).entries["assessment.weight.inspection"].dated[-1].value == 35


def test_an_article_that_is_missing_is_named(data: Path) -> None:
    (data / "articles" / "A17.yaml").unlink()
    assert "missing article A17" in complaint(data)


def test_a_mechanism_that_no_paragraph_names_is_told(data: Path) -> None:
    file = data / "mechanisms.yaml"
    file.write_text(file.read_text() + "\n- {rule: idle.rule, title: {zh: 闲置, en: idle}, held_by: tingtang.lobby}\n")
    last = len(file.read_text().splitlines())
    assert complaint(data) == f"{file}:{last}: no paragraph names the rule 'idle.rule' as what enforces it"


def test_a_paragraph_that_nothing_enforces_is_told(data: Path) -> None:
    file = data / "articles" / "A02.yaml"
    text = file.read_text()
    file.write_text(text[: text.index("enforced:")] + "enforced: []\n")
    assert "nothing enforces it" in complaint(data)


def test_a_file_that_is_empty_or_no_text_is_told(data: Path) -> None:
    file = with_entry(data, "")
    assert complaint(data) == f"{file}:1: is empty"
    file.write_bytes(b"\xff\xfe\x00bad")
    assert complaint(data).startswith(f"{file}:1: ")


def test_the_book_is_read_again_when_a_file_changes(data: Path) -> None:
    file = with_entry(data, ENTRY)
    first = load(data=data)
    assert load(data=data) is first
    file.write_text(ENTRY.replace("value: 7", "value: 5"))
    second = load(data=data)
    assert second.version != first.version
    assert second.entries["test.some_days"].dated[0].value == 5
