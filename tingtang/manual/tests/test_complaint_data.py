"""The codes of complaints and the routing table: whole, in both languages, strictly read, with no dead end."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tingtang.manual.book import DATA, ManualError, load
from tingtang.manual.book.complaints import all_facts, first_fit
from tingtang.manual.cli import manual

BOOK = load()
CODES = BOOK.complaint_codes


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The manual's data, to be spoilt."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.mark.parametrize(
    "titles",
    [CODES.channels, CODES.departments, CODES.businesses, CODES.causes],
    ids=["channels", "departments", "b", "c"],
)
def test_every_code_speaks_both_languages(titles: dict) -> None:
    for one in titles.values():
        assert re.search(r"[\u4e00-\u9fff]", one.title.zh)
        assert not re.search(r"[\u4e00-\u9fff]", one.title.en)


def test_every_channel_of_the_manual_is_there_and_every_cause_has_its_time() -> None:
    assert set(CODES.channels) == {"ticket", "opinion_book", "phone", "letter", "superior", "media", "web"}
    assert {cause.handled for cause in CODES.causes.values()} == {"attitude", "process", "loss", "policy", "other"}
    assert {cause.code for cause in CODES.causes.values() if cause.ours} >= {"attitude", "error"}


def test_the_check_counts_the_lines_of_the_table() -> None:
    answer = CliRunner().invoke(manual, ["check", "--json"])
    assert f'"complaint_routes": {len(BOOK.complaint_routes)}' in answer.output


def test_every_line_counts_for_some_case() -> None:
    assert {first_fit(BOOK.complaint_routes, facts) for facts in all_facts(CODES)} == set(BOOK.complaint_routes)


ROUTES, CODE_FILE = "complaint_routes.yaml", "complaint_codes.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (
            ROUTES,
            "- clause: A35.1\n",
            "- clause: A35.1\n  tiers: [private]\n",
            "nobody coordinates a complaint of ordinary, outlet",
        ),
        (ROUTES, "  channels: [media]\n  plan: true\n", "  plan: true\n", "this line never counts"),
        (ROUTES, "channels: [media]", "channels: [rumour]", "'rumour' is none of"),
        (ROUTES, "tiers: [private]", "tiers: [royal]", "'royal' is none of"),
        (ROUTES, "units: [wealth_centre]", "units: [kiosk]", "'kiosk' is none of"),
        (ROUTES, "departments: [settlement]", "departments: [love]", "'love' is none of"),
        (ROUTES, "plan: true", "plan: maybe", "'maybe' is none of"),
        (ROUTES, "{at: managing, position: branch_head}", "{at: moon, position: branch_head}", "'moon' is none of"),
        (ROUTES, "position: complaint_officer", "position: king", "'king' is none of"),
        (ROUTES, "    - {at: unit, position: branch_head}\n", "", "the last seat must be"),
        (ROUTES, "clause: A35.4", "clause: A99", "missing article 'A99'"),
        (CODE_FILE, "department: settlement", "department: nobody", "'nobody' is none of"),
        (CODE_FILE, "code: letter", "code: ticket", "duplicate code 'ticket'"),
        (CODE_FILE, "handled: policy", "handled: quickly", "'quickly' is none of"),
        (CODE_FILE, "ours: true", "ours: perhaps", "'perhaps' is none of"),
        (CODE_FILE, "article: A34.3a", "article: A77", "missing article 'A77'"),
        (CODE_FILE, "names: [工会]", "names: [工会, 工会]", "stands twice"),
    ],
)
def test_a_mistake_is_told_at_its_place(data: Path, file: str, old: str, new: str, why: str) -> None:
    spoilt = data / file
    text = spoilt.read_text()
    assert old in text
    spoilt.write_text(text.replace(old, new, 1))
    with pytest.raises(ManualError) as told:
        load(data=data)
    assert str(told.value).startswith(f"{spoilt}:")
    assert why in str(told.value)
