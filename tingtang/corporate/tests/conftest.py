"""Fixtures of this room's tests."""

import pytest

from tingtang.corporate.tests.bank import Companies


@pytest.fixture
def companies(each_database: str) -> Companies:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Companies()
