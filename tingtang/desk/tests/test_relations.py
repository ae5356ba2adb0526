"""What a relative is called in the language of the page, whichever one the bank's file speaks."""

from __future__ import annotations

import pytest

from tingtang.desk.language import in_language
from tingtang.desk.names import relation_name


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [("子女", "子女", "child"), ("Spouse", "配偶", "spouse"), ("表哥", "表哥", "表哥"), ("", "", "")],
)
def test_a_relation_is_said_in_the_readers_language(given: str, zh: str, en: str) -> None:
    for language, said in (("zh", zh), ("en", en)):
        with in_language(language):
            assert relation_name(given) == said
