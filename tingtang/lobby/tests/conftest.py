"""Fixtures of this room's tests."""

import pytest
from django.utils import timezone

from tingtang.lobby.tests.guests import GuestHall
from tingtang.lobby.tests.lobby import Lobby


@pytest.fixture
def lobby(each_database: str) -> Lobby:
    """The small lobby, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Lobby()


@pytest.fixture
def hall(db: None) -> GuestHall:
    """The hall that the customers' pages show."""
    return GuestHall(timezone.now())
