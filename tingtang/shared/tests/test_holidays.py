"""Reading a year of holidays from a file: the good ones whole, the bad ones with the field that is wrong."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.holidays import HolidayFileError, parse_year, read_year

DAY = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}


def year(**changes: Any) -> dict[str, Any]:
    return {"year": 2027, "days": [DAY], **changes}


def day(**changes: Any) -> dict[str, Any]:
    return year(days=[DAY, {"name": "春节", "date": "2027-02-06", "isOffDay": False, **changes}])


def test_a_file_as_published_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    extra = {"$schema": "https://example.org/schema.json", "papers": ["https://example.org/notice"]}
    file.write_text(json.dumps({**extra, **day()}, ensure_ascii=False))
    notice = read_year(file)
    assert notice.year == 2027
    assert dict(notice.days) == {date(2027, 1, 1): ("元旦", True), date(2027, 2, 6): ("春节", False)}


def test_a_mark_at_the_start_of_the_file_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(year()).encode())
    assert read_year(file).year == 2027


def test_a_notice_may_settle_the_december_before_its_year() -> None:
    assert date(2026, 12, 31) in parse_year(day(date="2026-12-31")).days


def test_the_digest_follows_the_days_and_not_their_order() -> None:
    there = parse_year(day())
    back = parse_year(year(days=list(reversed(day()["days"]))))
    assert there.digest == back.digest
    assert there.digest != parse_year(day(isOffDay=True)).digest
    assert len(there.digest) == 16


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "not an object with year and days"),
        (year(year="2027"), "year: '2027' is not a year"),
        (year(year=True), "year: True"),
        (year(year=27), "year: 27"),
        ({"year": 2027}, "days: not a list"),
        (year(days={}), "days: not a list"),
        (year(days=[]), "at least one day"),
        (year(days=[DAY, "2027-01-02"]), r"days\[1\]: not an object"),
        (day(date="2027-2-6"), r"days\[1\]\.date: '2027-2-6' is not a date"),
        (day(date="2027-02-30"), r"days\[1\]\.date: '2027-02-30'"),
        (day(date=None), r"days\[1\]\.date: None"),
        (day(date="2028-02-06"), r"days\[1\]\.date: 2028-02-06 is outside 2027"),
        (day(date="2026-11-30"), r"days\[1\]\.date: 2026-11-30 is outside 2027 and December 2026"),
        (day(date="2027-01-01"), r"days\[1\]\.date: 2027-01-01 stands in the file twice"),
        (day(name=""), r"days\[1\]\.name: ''"),
        (day(name=None), r"days\[1\]\.name: None"),
        (day(isOffDay="false"), r"days\[1\]\.isOffDay: 'false'"),
        (day(isOffDay=1), r"days\[1\]\.isOffDay: 1"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_field(data: Any, message: str) -> None:
    with pytest.raises(HolidayFileError, match=message):
        parse_year(data)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON in UTF-8"),
        (b'{"year": 2027, "year": 2028, "days": []}', "the same key stands twice"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_is_not_json_is_refused_with_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    with pytest.raises(HolidayFileError, match=message) as refused:
        read_year(file)
    assert str(refused.value).startswith(str(file))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HolidayFileError, match=r"nope\.json: No such file"):
        read_year(tmp_path / "nope.json")
    with pytest.raises(HolidayFileError, match="Is a directory"):
        read_year(tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3000) | st.sampled_from(["2027-01-01", "元旦", "", "2027"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["year", "days", "name", "date", "isOffDay"]), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_a_reason(data: Any) -> None:
    reason, days = "", None
    try:
        days = parse_year(data).days
    except HolidayFileError as refused:
        reason = str(refused)
    assert bool(days) != bool(reason)
