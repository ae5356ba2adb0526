"""Who works and who banks in the demo: plausible, by the rules of the house."""

from collections import Counter
from random import Random

import pytest

from tingtang.demo import words
from tingtang.demo.cases import lunar_birth
from tingtang.demo.memos import memo
from tingtang.demo.tests.conftest import ON
from tingtang.organisation.positions import Position
from tingtang.shared.lunar import to_lunar


def test_private_customers_have_a_private_banker_and_companies_their_own_managers(demo_model):
    for c in demo_model.customers:
        if c.kind == "P" and c.tier == "private":
            assert c.manager.position == Position.PRIVATE_BANKER
        if c.kind == "C" and c.manager:
            assert c.manager.position in (Position.CORPORATE_MANAGER, Position.ACCOUNT_MANAGER)


def test_nobody_is_maintained_from_another_branch(demo_model):
    for c in demo_model.customers:
        if c.manager and c.manager.position != Position.PRIVATE_BANKER:
            assert c.manager.place.branch == c.home.branch


def test_a_share_of_the_ordinary_is_maintained_and_most_are_not(demo_model):
    ordinary = Counter(c.manager is not None for c in demo_model.customers if c.tier == "ordinary" and c.kind == "P")
    assert 0 < ordinary[True] < ordinary[False] / 10


def test_stationed_third_parties_and_guards_maintain_nobody(demo_model):
    positions = {c.manager.position for c in demo_model.customers if c.manager}
    assert positions <= {
        Position.PRIVATE_BANKER,
        Position.WEALTH_MANAGER,
        Position.OPEN_TELLER,
        Position.CORPORATE_MANAGER,
        Position.ACCOUNT_MANAGER,
    }


def test_the_administrator_sits_in_information_technology(demo_model):
    [administrator] = demo_model.bank.who(Position.ADMINISTRATOR)
    assert administrator.place.name == "江海省分行信息科技部"


def test_persons_are_grown_up_and_born_before_they_became_customers(demo_model):
    for c in demo_model.customers:
        if c.kind == "P":
            assert 18 * 365 < (ON - c.birth_date).days < 82 * 366


def test_children_are_younger_and_parents_older(demo_model):
    for c in demo_model.customers:
        for member in c.family:
            if member.relation == "子女" and c.case != "family_birthday":
                assert member.birth_date > c.birth_date or c.case in ("birthday", "lunar_birthday")


def test_diligence_differs_between_people(demo_model):
    assert len({p.diligence for p in demo_model.bank.people}) > 3


@pytest.mark.parametrize("year", [1945, 1957, 1968, 1979])
def test_a_lunar_birth_has_its_birthday_on_the_day_asked_for(year):
    born, day = to_lunar(lunar_birth(ON, year)), to_lunar(ON)
    assert (born.month, born.day, born.leap) == (day.month, day.day, False)


def test_memos_are_many_and_say_a_need_and_a_next_step(demo_model):
    rng = Random(1)  # noqa: S311
    person = next(c for c in demo_model.customers if c.kind == "P")
    memos = {memo(rng, person) for _ in range(300)}
    assert len(memos) > 150
    assert all(text.startswith("客户") and text.endswith("。") for text in memos)


def test_companies_get_memos_about_business(demo_model):
    company = next(c for c in demo_model.customers if c.kind == "C")
    assert not memo(Random(2), company).startswith("客户表示")  # noqa: S311


def test_names_have_two_or_three_characters():
    rng = Random(3)  # noqa: S311
    assert {len(words.person(rng, woman=True)) for _ in range(200)} == {2, 3}
