"""Fixtures of this room's tests."""

import pytest

from tingtang.opinions.tests.book import Book


@pytest.fixture
def book(each_database: str) -> Book:
    """The small bank, once on SQLite and once on PostgreSQL; what the test does is rolled back."""
    return Book()
