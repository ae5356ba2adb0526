"""The many-at-once answer about who holds a role is the one-at-a-time answer."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from tingtang.organisation.models import ExtraPost, Leave, Staff
from tingtang.organisation.roles import Roles
from tingtang.organisation.tests.bank import PLACES, TODAY, away, person, small_bank
from tingtang.organisation.tree import person_in_role

pytestmark = pytest.mark.django_db
POSITIONS = ("outlet_head", "branch_head", "department_officer")


def _random_bank(chance: random.Random) -> None:
    """People in random posts, some gone, some with extra posts, many on leave with random deputies."""
    small_bank()
    places = [key for key, _, _ in PLACES]
    for n in range(10):
        ended = {"to_on": TODAY - timedelta(days=1)} if chance.random() < 0.2 else {}
        person(f"S{n}", chance.choice(POSITIONS), chance.choice(places), **ended)
    everyone = list(Staff.objects.order_by("staff_id"))
    for staff in everyone:
        if chance.random() < 0.5:
            away(staff, chance.choice([other for other in everyone if other != staff]))
        if chance.random() < 0.3:
            ExtraPost.objects.create(
                staff=staff,
                position=chance.choice(POSITIONS),
                institution_id=chance.choice(places),
                from_on=TODAY - timedelta(days=9),
                to_on=chance.choice([None, TODAY, TODAY - timedelta(days=1)]),
            )


@pytest.mark.parametrize("seed", range(12))
def test_it_agrees_with_walking_the_tree_one_by_one(seed: int) -> None:
    _random_bank(random.Random(seed))  # noqa: S311 - the same bank each time
    roles = Roles(POSITIONS, TODAY)
    for place, _, _ in PLACES:
        for position in POSITIONS:
            assert roles.person(place, position) == person_in_role(place, position, TODAY), (place, position)


def test_a_circle_of_deputies_ends_and_the_search_goes_up() -> None:
    small_bank()
    one, other = person("S1", "outlet_head"), person("S2", "lobby_manager")
    above = person("S3", "outlet_head", at="B1")
    away(one, other)
    away(other, one)
    assert Roles(POSITIONS, TODAY).person("O1", "outlet_head") == above
    assert person_in_role("O1", "outlet_head", TODAY) == above
    Leave.objects.all().delete()
    assert Roles(POSITIONS, TODAY).person("O1", "outlet_head") == one


def test_the_queries_do_not_grow_with_the_bank(django_assert_num_queries: Any) -> None:
    small_bank()
    for n in range(20):
        person(f"S{n}", "outlet_head", at=f"O{n % 3 + 1}")
    with django_assert_num_queries(4):
        roles = Roles(POSITIONS, date(2026, 11, 23))
        assert roles.person("O1", "outlet_head")
        assert roles.person("O3", "branch_head") is None
