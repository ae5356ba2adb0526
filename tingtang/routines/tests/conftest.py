"""Fixtures of this room's tests."""

import pytest

from tingtang.routines.tests.place import Place


@pytest.fixture
def place(each_database: str) -> Place:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Place()
