"""The demo fills the home outlet first, then those near it."""

import pytest

from tingtang.demo.places import nearest_first
from tingtang.organisation.tests.bank import small_bank


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("home", "order"),
    [("O2", ["O2", "O1", "O3"]), ("O3", ["O3", "O1", "O2"]), ("", ["O1", "O2", "O3"]), ("X", ["O1", "O2", "O3"])],
)
def test_home_comes_first_then_its_branch(home: str, order: list[str]) -> None:
    small_bank()
    assert [one.pk for one in nearest_first(home)] == order
