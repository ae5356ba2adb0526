"""`tingtang manual`: JSON alone on standard output; one clear line and exit code 2 on bad input."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tingtang.manual.actions import approve_value, propose_value
from tingtang.manual.book import DATA, load
from tingtang.manual.cli import manual
from tingtang.organisation.models import Institution
from tingtang.organisation.tests.bank import small_bank

WEEKLY = "contact.interval_days.private"
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def run(*words: str) -> Result:
    """The command as a person types it."""
    return CliRunner().invoke(manual, words)


def answer(*words: str) -> Any:
    """Its JSON; nothing else stands on standard output."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refusal(*words: str) -> str:
    """The one line on standard error."""
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    return result.stderr.strip()


def test_check_says_what_the_manual_holds() -> None:
    told = answer("check")
    assert told["ok"] is True
    assert (told["articles"], told["duty_kinds"]) == (40, len(load().kinds))
    assert told["duty_kinds"] > 60
    assert told["version"] == load().version
    assert "articles 40" in run("check").stdout


def test_check_tells_the_first_mistake_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("edition: x\nvalues:\n  no.such: [{from: 2020-01-01, value: 1}]\n")
    assert refusal("check", "--edition", str(file)).startswith(f"Error: {file}:3: unknown key 'no.such'")


def test_check_of_spoilt_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    (data / "articles" / "A07.yaml").unlink()
    monkeypatch.setattr("tingtang.manual.book.loading.load.__defaults__", ((), data))
    assert "missing article A7" in refusal("check")


def test_articles_lists_every_paragraph_with_what_enforces_it() -> None:
    told = answer("articles")
    assert [article["id"] for article in told] == [f"A{n}" for n in range(1, 41)]
    paragraphs = {paragraph["id"]: paragraph for article in told for paragraph in article["paragraphs"]}
    assert {"means": "rule", "key": "contact.private"} in paragraphs["A31.2a"]["enforced"]
    report = [item for item in paragraphs["A21.3"]["enforced"] if item["key"] == "open_teller_kpi"]
    assert report == [{"means": "form", "key": "open_teller_kpi"}]
    visits = [item for item in paragraphs["A22.2g"]["enforced"] if item["key"] == "visit.daily"]
    assert visits == [{"means": "rule", "key": "visit.daily"}]
    outside = paragraphs["A26.4"]["enforced"][0]
    assert outside["means"] == "not_a_system_matter"
    assert outside["reason"]["zh"]
    assert all(paragraph["enforced"] and paragraph["zh"] and paragraph["en"] for paragraph in paragraphs.values())


def test_articles_for_a_person() -> None:
    lines = run("articles").stdout.splitlines()
    assert len(lines) == 40
    assert lines[30].startswith("A31")


def test_a_value_has_exactly_these_fields() -> None:
    told = answer("value", WEEKLY, "--on", "2026-11-23")
    assert told == {
        "key": WEEKLY,
        "value": 7,
        "unit": "days",
        "article": "A31.2a",
        "from": "2012-01-01",
        "reading": load().entries[WEEKLY].reading.zh,
        "reading_en": load().entries[WEEKLY].reading.en,
        "source": "manual",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [("tier.threshold.private", "8000000"), ("contact.ideal_share", "0.7"), ("loan.liquid_types", ["wealth"])],
)
def test_exact_numbers_are_text_and_lists_are_lists(key: str, value: object) -> None:
    assert answer("value", key)["value"] == value


def test_a_value_of_today_when_no_day_is_named() -> None:
    assert answer("value", WEEKLY)["value"] == 7
    assert run("value", WEEKLY).stdout == f"{WEEKLY} = 7 days (A31.2a, from 2012-01-01, manual)\n"


def test_a_value_under_an_edition(tmp_path: Path) -> None:
    file = tmp_path / "spring.yaml"
    file.write_text(f"edition: spring\nvalues:\n  {WEEKLY}: [{{from: 2026-01-01, value: 6}}]\n")
    told = answer("value", WEEKLY, "--on", "2026-11-23", "--edition", str(file))
    assert (told["value"], told["source"], told["from"]) == (6, "edition", "2026-01-01")


@pytest.mark.django_db
def test_a_value_at_an_institution() -> None:
    small_bank()
    asked = {"key": WEEKLY, "value": "5", "from_on": date(2026, 11, 23), "reason": "closer"}
    row = propose_value(institution=Institution.objects.get(pk="B1"), by="S1", at=AT, **asked)
    approve_value(proposal=row.pk, by="S2", at=AT)
    told = answer("value", WEEKLY, "--on", "2026-11-24", "--institution", "O1")
    assert (told["value"], told["source"], told["from"]) == (5, "institution", "2026-11-23")
    assert answer("value", WEEKLY, "--on", "2026-11-24", "--institution", "O3")["source"] == "manual"
    assert answer("value", WEEKLY, "--on", "2026-11-24")["source"] == "manual"


@pytest.mark.django_db
def test_an_institution_that_is_not_there_is_named() -> None:
    assert refusal("value", WEEKLY, "--institution", "X9") == "Error: there is no institution 'X9'"


def test_bad_input_is_one_line() -> None:
    assert refusal("value", "no.such") == "Error: the manual has no value 'no.such'"
    assert "is in force on 1990-01-01" in refusal("value", WEEKLY, "--on", "1990-01-01")
    assert "there is no such edition file" in refusal("articles", "--edition", "/nowhere.yaml", "--json")


def test_a_day_that_is_no_day_is_a_usage_error() -> None:
    result = run("value", WEEKLY, "--on", "yesterday", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "yesterday" in result.stderr
