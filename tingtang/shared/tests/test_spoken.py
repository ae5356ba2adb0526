"""Which language runs: the innermost says, and each thread for itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tingtang.shared.spoken import speaking, spoken


def test_the_innermost_says_and_afterwards_it_is_as_before() -> None:
    assert spoken() == ""
    with speaking("en"):
        with speaking("zh"):
            assert spoken() == "zh"
        assert spoken() == "en"
    assert spoken() == ""


def test_an_error_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="x"), speaking("en"):
        raise ValueError("x")
    assert spoken() == ""


def test_another_thread_speaks_its_own() -> None:
    with speaking("en"), ThreadPoolExecutor(1) as other:
        assert other.submit(spoken).result() == ""
