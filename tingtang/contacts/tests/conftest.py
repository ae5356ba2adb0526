"""Fixtures of this room's tests."""

import pytest

from tests.portfolio import Portfolio


@pytest.fixture
def portfolio(db: None) -> Portfolio:
    """The small portfolio; what the test does is rolled back."""
    return Portfolio()
