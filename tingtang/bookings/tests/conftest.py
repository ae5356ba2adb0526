"""Fixtures of this room's tests."""

import pytest

from tingtang.bookings.tests.bank import Bookings


@pytest.fixture
def bank(each_database: str) -> Bookings:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Bookings()
