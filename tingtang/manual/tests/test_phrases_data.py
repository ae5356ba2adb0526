"""The phrase lists and the conduct code are strictly read; a mistake is told with its file and line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tingtang.manual.book import DATA, ManualError, load
from tingtang.manual.book.phrases import SITUATIONS, list_of
from tingtang.manual.rules.phrases.finder import Finder
from tingtang.manual.rules.phrases.forms import compiled
from tingtang.manual.rules.phrases.plain import Table
from tingtang.manual.rules.phrases.readings import syllable

BOOK = load()


def test_every_forbidden_phrase_of_the_manual_has_its_forms() -> None:
    for situation in SITUATIONS:
        has = {one.phrase for one in BOOK.phrases.phrases if one.situation == situation and one.kind == "forbidden"}
        assert has == set(BOOK.value(list_of(situation), date(2026, 1, 1)).value)  # type: ignore[arg-type]


def test_every_form_of_every_phrase_finds_something() -> None:
    table = Table(BOOK.phrases.fillers, BOOK.phrases.same)
    assert all(compiled(form, table).literals for one in BOOK.phrases.phrases for form in one.forms)
    assert isinstance(Finder(BOOK.phrases, BOOK.phrases.phrases[:1]), Finder)


def test_the_conduct_code_has_its_five_parts() -> None:
    assert [(part.code, len(part.items)) for part in BOOK.conduct] == [
        ("knows", 3), ("voices", 3), ("professions", 4), ("never", 4), ("ten_characters", 5),
    ]  # fmt: skip
    assert "".join(item.zh for item in BOOK.conduct[-1].items) == "您好请对不起谢谢再见"
    assert [part.article for part in BOOK.conduct] == [f"A13.{n}" for n in range(1, 6)]


@pytest.mark.parametrize(("one", "other"), [("知", "子"), ("理", "里"), ("身", "生"), ("烦", "翻")])
def test_near_sounds_are_one(one: str, other: str) -> None:
    assert syllable(one) == syllable(other)


def test_far_sounds_are_two_and_a_sign_is_itself() -> None:
    assert syllable("知") != syllable("道")
    assert syllable("a") == "a"


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("phrases.yaml", "kind: scornful", "kind: rude", "'rude' is none of"),
        ("phrases.yaml", "situation: asked", "situation: asleep", "'asleep' is none of"),
        ("phrases.yaml", "severity: high", "severity: deadly", "'deadly' is none of"),
        ("phrases.yaml", "clause: A18.6", "clause: A99", "missing article 'A99'"),
        ("phrases.yaml", "phrase: 我不知道", "phrase: 我知道", "'我不知道' has no forms"),
        ("phrases.yaml", "phrase: 嘿", "phrase: 哎", "stands twice"),
        ("phrases.yaml", "forms: ['没完没了',", "forms: ['没完[没了',", "is not a form"),
        (
            "phrases.yaml",
            "list: language.polite.thanks",
            "list: language.polite.hugs",
            "no value 'language.polite.hugs'",
        ),
        ("phrases.yaml", "[{fuss}]什么[{fuss}]", "[{fuzz}]什么[{fuss}]", "there are no words 'fuzz'"),
        ("phrases.yaml", "where: last", "where: there", "'there' is none of"),
        ("phrases.yaml", "fillers: ", "filling: ", "unknown key 'filling'"),
        ("conduct.yaml", "value: conduct.knows", "value: conduct.guesses", "no value 'conduct.guesses'"),
        ("conduct.yaml", "知工作程序", "知工作", "each stands here in its order"),
        ("conduct.yaml", "article: A13.1", "article: A13.9", "missing article 'A13.9'"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, name: str, old: str, new: str, why: str) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    file = data / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(ManualError) as told:
        load(data=data)
    place, message = str(told.value).split(": ", 1)
    assert place.startswith(f"{file}:")
    assert why in message
