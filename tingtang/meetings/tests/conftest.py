"""Fixtures of this room's tests."""

import pytest

from tingtang.meetings.tests.outlet import Outlet


@pytest.fixture
def outlet(each_database: str) -> Outlet:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Outlet()
