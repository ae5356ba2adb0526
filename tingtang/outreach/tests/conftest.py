"""Fixtures of this room's tests."""

import pytest

from tingtang.outreach.tests.people import People


@pytest.fixture
def people(each_database: str) -> People:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return People()
