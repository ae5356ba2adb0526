"""Fixtures of this room's tests."""

import pytest

from tingtang.complaints.tests.desk import Desk


@pytest.fixture
def desk(each_database: str) -> Desk:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Desk()
