"""Fixtures of this room's tests."""

import pytest

from tingtang.satisfaction.tests.rated import Rated


@pytest.fixture
def rated(each_database: str) -> Rated:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Rated()
