"""`tingtang phrases` and its benchmark, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tingtang.cli import main


def run(*words: object, typed: bytes | None = None) -> Result:
    """The command, as typed."""
    return CliRunner().invoke(main, [str(word) for word in words], input=typed)


def answer(*words: object, typed: bytes | None = None) -> list[dict[str, Any]]:
    """Its JSON lines, alone on standard output."""
    result = run("phrases", *words, "--json", typed=typed)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def complaint(*words: object, typed: bytes | None = None) -> str:
    """The one line it complains with, exit code 2."""
    result = run("phrases", *words, typed=typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ").strip()


def test_each_line_gets_one_object_with_what_was_found_in_it(tmp_path: Path) -> None:
    file = tmp_path / "said.txt"
    file.write_text("您好\n我不知道，自己去看\n\n请您稍等\n")
    found = answer(file)
    assert [one["line"] for one in found] == [1, 2, 3, 4]
    assert [len(one["findings"]) for one in found] == [0, 2, 0, 0]
    assert found[1]["findings"][1] == {
        "kind": "forbidden", "text": "自己去看", "start": 5, "end": 9, "situation": "asked", "severity": "medium",
        "phrase": "自己去看", "clause": "A18.6",
    }  # fmt: skip


def test_lines_come_from_standard_input_too() -> None:
    assert [len(one["findings"]) for one in answer("-", typed="喂，过来".encode())] == [1]
    assert answer("-", typed=b"") == []


def test_a_table_has_speakers_and_whole_conversations(tmp_path: Path) -> None:
    file = tmp_path / "talk.csv"
    file.write_text(
        "conversation,speaker,time,text\n"
        "1,柜员,09:00:01,您好，请问您办理什么业务\n1,客户,09:00:09,我不知道密码\n"
        "1,柜员,09:00:20,请稍等，谢谢\n1,柜员,09:01,再见\n"
        '2,张三,2026-11-30T09:02,"喂，\n过来"\n2,customer,09:03,谢谢\n'
    )
    found = {one["line"]: [(f["kind"], f["situation"]) for f in one["findings"]] for one in answer(file)}
    assert [found[line] for line in (2, 3, 4, 5, 8)] == [[], [], [], [], []]
    assert found[6][0] == ("forbidden", "addressing")
    assert ("missing", "farewell") in found[6]
    assert ("missing", "reply") in found[6]


def test_plain_lines_may_be_said_to_be_a_conversation() -> None:
    polite = "您好，请问您办理什么业务\n请稍等\n谢谢".encode()
    assert [f["situation"] for f in answer("-", "--conversation", typed=polite)[-1]["findings"]] == ["farewell"]


def test_text_from_a_windows_machine_is_read() -> None:
    assert [len(one["findings"]) for one in answer("-", typed="我不知道\r\n您好\r\n".encode("gb18030"))] == [1, 0]


def test_people_read_a_line_for_each_finding() -> None:
    result = run("phrases", "-", typed="您好\n这个我不知道".encode())
    assert result.stdout == "2:3: 我不知道 (forbidden), asked, medium (A18.6)\n"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (b"\xff\xff\xff", "standard input:1: is not text"),
        ("speaker,time,text\n柜员,夜里,您好".encode(), "standard input:2: time: '夜里' is neither"),
        ("speaker,time,text\n柜员,09:00".encode(), "standard input:2: has 2 cells, the header 3"),
        ("speaker,time,text\n,09:00,您好".encode(), "standard input:2: speaker: is empty"),
        ('speaker,text\n柜员,"您好'.encode(), "standard input:2: is not CSV"),
        (("您" * 10_001).encode(), "standard input:1: has 10001 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(typed: bytes, why: str) -> None:
    assert complaint("-", typed=typed).startswith(why)


def test_a_file_that_is_not_there_and_a_question_without_one_are_refused(tmp_path: Path) -> None:
    assert "cannot be read" in complaint(tmp_path / "none.txt")
    assert complaint() == complaint("x", "--evaluate") == "say either FILE (- for standard input) or --evaluate"
    assert "no value of" in complaint("-", "--on", "1999-01-01", typed=b"x")


FIGURES = ("precision", "recall", "utterance_precision", "utterance_recall")


def test_the_evaluation_reports_precision_and_recall_by_situation() -> None:
    report = answer("--evaluate")[0]
    assert set(report) == {
        "tuned", "held_out", "adversary", "fresh", "counter", "plain", "second", "flat", "third", "fifth", "fourth",
    }  # fmt: skip
    for part, scores in report.items():
        of_situations = (
            {"addressing", "asked", "handling", "complaint"} if part not in {"plain", "flat"} else {"handling"}
        )
        assert set(scores) == {*of_situations, "all"}
        assert all(0 <= score[name] <= 1 for score in scores.values() for name in FIGURES)
    assert sum(scores["all"]["utterances"] for scores in report.values()) == 2034


def test_errors_are_told_of_the_tuned_half_alone() -> None:
    text = run("phrases", "--evaluate").stdout
    assert "phrases_tune.tsv:" in text
    assert "phrases_held.tsv:" not in text


def test_the_benchmark_says_its_cost_and_its_ratio() -> None:
    report = json.loads(run("bench", "phrases", "--utterances", 1000, "--json").stdout)
    assert report["utterances"] == 1000
    assert report["found"] > 0
    assert report["times_faster"] > 1
    assert "1,000 utterances" in run("bench", "phrases", "--utterances", 1000).stdout
