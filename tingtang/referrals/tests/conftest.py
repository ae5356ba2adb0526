"""Fixtures of this room's tests."""

import pytest

from tingtang.referrals.tests.cards import Cards


@pytest.fixture
def cards(each_database: str) -> Cards:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Cards()
