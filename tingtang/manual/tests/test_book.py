"""The book answers what is in force on a day, under editions and at institutions."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingtang.manual.book import Loosening, ManualError, Override, UnknownValue, load

DAY = date(2026, 11, 23)
WEEKLY = "contact.interval_days.private"
LEAD = "insurance.expiry_lead_days"


def edition(folder: Path, text: str, name: str = "edition.yaml") -> Path:
    """An edition file."""
    file = folder / name
    file.write_text(text)
    return file


def override(value: str, institution: str = "B1", key: str = WEEKLY, from_on: date = date(2026, 1, 1)) -> Override:
    """An institution's value."""
    return Override(key, value, from_on, institution)


# -- values by date ---------------------------------------------------------------------------------------------------


def test_a_value_knows_its_unit_its_article_and_its_date() -> None:
    found = load().value(WEEKLY, DAY)
    assert (found.value, found.unit, found.article, found.source) == (7, "days", "A31.2a", "manual")
    assert found.from_on == date(2012, 1, 1)
    assert found.tighten == "lower"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("tier.threshold.private", Decimal),
        ("contact.ideal_share", Decimal),
        ("contact.interval_days.private", int),
        ("contact.plan_from", date),
        ("loan.liquid_types", tuple),
        ("fees.schedule", str),
    ],
)
def test_a_value_is_read_in_its_unit(key: str, kind: type) -> None:
    assert type(load().value(key, DAY).value) is kind


def test_money_is_exact() -> None:
    assert load().value("tier.threshold.private", DAY).value == Decimal(8_000_000)
    assert load().value("contact.ideal_share", DAY).value == Decimal("0.7")


def test_a_key_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownValue) as told:
        load().value("contact.nonsense", DAY)
    assert str(told.value) == "the manual has no value 'contact.nonsense'"
    assert isinstance(told.value, KeyError)


def test_before_its_first_day_a_value_is_not_in_force_and_the_way_out_is_said() -> None:
    with pytest.raises(UnknownValue, match="the first is from 2012-01-01; an edition file may carry"):
        load().value(WEEKLY, date(2011, 12, 31))
    assert load().values(date(2011, 12, 31)) == {}


def test_all_values_of_a_day_are_those_one_by_one() -> None:
    book = load()
    found = book.values(DAY)
    assert found == {key: book.value(key, DAY) for key in book.entries}


def test_the_version_is_twelve_hex_characters_and_stays_while_nothing_changes() -> None:
    version = load().version
    assert len(version) == 12
    assert int(version, 16) >= 0
    assert load().version == version


# -- editions ---------------------------------------------------------------------------------------------------------


def test_an_edition_wins_from_its_date_and_not_before(tmp_path: Path) -> None:
    file = edition(tmp_path, f"edition: spring\nvalues:\n  {WEEKLY}: [{{from: 2027-01-01, value: 5}}]\n")
    book = load([file])
    assert book.value(WEEKLY, date(2026, 12, 31)).value == 7
    found = book.value(WEEKLY, date(2027, 1, 1))
    assert (found.value, found.source, found.origin, found.from_on) == (5, "edition", "spring", date(2027, 1, 1))
    assert [dated.value for dated in book.history(WEEKLY)] == [7, 5]


def test_an_edition_with_an_end_gives_way_to_the_manual(tmp_path: Path) -> None:
    text = f"edition: festival\nvalues:\n  {WEEKLY}: [{{from: 2027-01-01, to: 2027-01-31, value: 3}}]\n"
    book = load([edition(tmp_path, text)])
    assert [book.value(WEEKLY, date(2027, month, 15)).value for month in (1, 2)] == [3, 7]


def test_a_later_edition_wins_over_an_earlier_one(tmp_path: Path) -> None:
    first = edition(tmp_path, f"edition: a\nvalues:\n  {WEEKLY}: [{{from: 2020-01-01, value: 6}}]\n", "a.yaml")
    second = edition(tmp_path, f"edition: b\nvalues:\n  {WEEKLY}: [{{from: 2021-01-01, value: 5}}]\n", "b.yaml")
    book = load([first, second])
    assert [book.value(WEEKLY, date(year, 6, 1)).value for year in (2019, 2020, 2022)] == [7, 6, 5]
    assert load([second, first]).value(WEEKLY, date(2022, 6, 1)).value == 6


def test_an_edition_may_loosen_what_no_institution_may(tmp_path: Path) -> None:
    file = edition(tmp_path, f"edition: easy\nvalues:\n  {WEEKLY}: [{{from: 2020-01-01, value: 30}}]\n")
    assert load([file]).value(WEEKLY, DAY).value == 30


def test_an_edition_carries_the_manual_back_for_a_bank_whose_history_is_older(tmp_path: Path) -> None:
    book = load([edition(tmp_path, "edition: old\nstarts: 1993-01-01\n")])
    found = book.value(WEEKLY, date(1993, 6, 30))
    assert (found.value, found.from_on, found.source) == (7, date(1993, 1, 1), "manual")
    assert set(book.values(date(1993, 6, 30))) == set(book.entries)


def test_the_edition_of_the_example_bank_reads() -> None:
    file = Path(__file__).parents[3] / "examples" / "berka" / "edition.yaml"
    assert load([file]).value("tier.threshold.private", date(1993, 6, 30)).source == "edition"


def test_an_edition_changes_the_version(tmp_path: Path) -> None:
    assert load([edition(tmp_path, "edition: empty\n")]).version != load().version


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("edition: x\nvalues:\n  no.such: [{from: 2020-01-01, value: 1}]\n", 3, "unknown key 'no.such'"),
        (f"edition: x\nvalues:\n  {WEEKLY}: [{{from: 2020-01-01, value: soon}}]\n", 3, "is not a whole number"),
        (f"edition: x\nvalues:\n  {WEEKLY}: 5\n", 3, "expected a list"),
        ("edition: x\ncolour: red\n", 2, "unknown key 'colour'"),
        ("values: {}\n", 1, "'edition' is missing"),
        ("edition: x\nstarts: long ago\n", 2, "is not a date"),
        (
            f"edition: x\nvalues:\n  {WEEKLY}: [{{from: 2020-01-01, value: 5}}]\n"
            f"  {WEEKLY}: [{{from: 2021-01-01, value: 4}}]\n",
            4,
            "duplicate key",
        ),
    ],
)
def test_a_mistake_in_an_edition_is_told_with_its_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    file = edition(tmp_path, text)
    with pytest.raises(ManualError) as told:
        load([file])
    assert str(told.value).startswith(f"{file}:{line}: ")
    assert why in str(told.value)


def test_an_edition_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ManualError, match="there is no such edition file"):
        load([tmp_path / "nothing.yaml"])


# -- institutions -----------------------------------------------------------------------------------------------------


def test_a_tighter_value_holds_and_says_whose_it_is() -> None:
    found = load().value(WEEKLY, DAY, [override("5")])
    assert (found.value, found.source, found.origin) == (5, "institution", "B1")


def test_the_tightest_of_the_line_holds_whatever_its_order_in_time() -> None:
    book = load()
    assert book.value(WEEKLY, DAY, [override("5", "B1"), override("4", "O1")]).value == 4
    assert book.value(WEEKLY, DAY, [override("4", "B1"), override("5", "O1")]).value == 4
    assert book.value(WEEKLY, DAY, [override("4", "B1"), override("5", "O1")]).origin == "B1"


def test_of_one_institution_the_latest_counts_even_when_it_goes_back() -> None:
    line = [override("4"), override("6", from_on=date(2026, 6, 1))]
    assert load().value(WEEKLY, DAY, line).value == 6
    assert load().value(WEEKLY, date(2026, 5, 31), line).value == 4


def test_a_value_of_the_future_does_not_count_yet() -> None:
    assert load().value(WEEKLY, DAY, [override("5", from_on=DAY + timedelta(days=1))]).value == 7


def test_a_looser_value_is_passed_over_and_refused_when_proposed() -> None:
    book = load()
    assert book.value(WEEKLY, DAY, [override("10")]).value == 7
    with pytest.raises(Loosening, match="looser than 7 in force above"):
        book.check_override(override("10"))


def test_where_more_is_tighter_the_direction_turns() -> None:
    book = load()
    assert book.check_override(override("60", key=LEAD)).value == 60
    with pytest.raises(Loosening, match="may only raise it"):
        book.check_override(override("10", key=LEAD))


def test_the_value_above_may_be_repeated() -> None:
    assert load().check_override(override("7")).value == 7


def test_what_the_institution_above_tightened_binds_below() -> None:
    with pytest.raises(Loosening, match="looser than 5"):
        load().check_override(override("6", "O1"), [override("5", "B1")])


def test_a_value_without_a_direction_is_the_same_everywhere() -> None:
    book = load()
    fixed = override("9000000", key="tier.threshold.private")
    assert book.value(fixed.key, DAY, [fixed]).source == "manual"
    with pytest.raises(Loosening, match="may not be changed by an institution"):
        book.check_override(fixed)


def test_no_interval_is_ever_shorter_than_a_day(tmp_path: Path) -> None:
    with pytest.raises(ManualError, match="0 is below 1, the least that works"):
        load().check_override(override("0"))
    file = edition(tmp_path, f"edition: x\nvalues:\n  {WEEKLY}: [{{from: 2020-01-01, value: 0}}]\n")
    with pytest.raises(ManualError, match="0 is below 1"):
        load([file])


def test_a_text_that_does_not_fit_the_unit_is_refused() -> None:
    with pytest.raises(ManualError, match="'a lot' is not a whole number"):
        load().check_override(override("a lot"))


@settings(max_examples=200, deadline=None)
@given(asked=st.lists(st.tuples(st.sampled_from(["B1", "O1"]), st.integers(1, 20), st.integers(0, 400)), max_size=6))
def test_no_chain_of_institutions_ever_loosens_the_manual(asked: list[tuple[str, int, int]]) -> None:
    line = sorted(
        (
            override(str(value), place, from_on=date(2026, 1, 1) + timedelta(days=after))
            for place, value, after in asked
        ),
        key=lambda one: (one.institution, one.from_on),
    )
    found = load().value(WEEKLY, DAY, line).value
    assert isinstance(found, int)
    assert found <= 7
    above = [one for one in line if one.institution == "B1"]
    assert found <= load().value(WEEKLY, DAY, above).value  # type: ignore[operator]
