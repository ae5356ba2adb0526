"""Fixtures of this room's tests."""

import pytest

from tingtang.lobby.tests.lobby import Lobby


@pytest.fixture
def lobby(each_database: str) -> Lobby:
    """The small lobby, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Lobby()
