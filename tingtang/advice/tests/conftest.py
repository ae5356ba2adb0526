"""Fixtures of this room's tests."""

import pytest

from tingtang.advice.tests.shop import Shop


@pytest.fixture
def shop(each_database: str) -> Shop:
    """The small bank that sells, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Shop()
