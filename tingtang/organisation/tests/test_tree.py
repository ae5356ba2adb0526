"""The institution tree and who answers for a position in it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tingtang.organisation.models import ExtraPost, Institution, InstitutionTree, Leave
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import TODAY, away, person, small_bank
from tingtang.organisation.tree import TreeCycle, ancestors, closure, line_of, lines_of, person_in_role, rebuild_tree


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=30))
def test_the_closure_holds_each_institution_once_per_ancestor(choices: list[int]) -> None:
    """Each node's parent is one of those before it, so any list is a tree."""
    parents: dict[str, str | None] = {"0": None}
    for number, choice in enumerate(choices, start=1):
        parents[str(number)] = str(choice % number)
    pairs = closure(parents)
    assert len({(a, d) for a, d, _ in pairs}) == len(pairs)
    depth = {(a, d): n for a, d, n in pairs}
    for child, parent in parents.items():
        assert depth[child, child] == 0
        assert depth["0", child] == sum(1 for a, d in depth if d == child) - 1
        assert parent is None or depth[parent, child] == 1


def test_a_circle_is_refused_with_its_path() -> None:
    with pytest.raises(TreeCycle, match="A > B > A"):
        closure({"A": "B", "B": "A"})


@pytest.mark.django_db
def test_rebuilding_twice_changes_nothing_and_a_move_changes_what_it_must() -> None:
    small_bank()
    assert rebuild_tree() == 0
    Institution.objects.filter(pk="O2").update(parent="B2")
    assert rebuild_tree() == 2
    assert ancestors("O2") == ["O2", "B2", "P"]
    assert InstitutionTree.objects.filter(ancestor="B1").count() == 2


@pytest.mark.django_db
def test_the_lines_of_many_institutions_come_in_one_query(django_assert_num_queries) -> None:
    small_bank()
    with django_assert_num_queries(1):
        lines = lines_of(["O1", "O3", "none"])
    assert lines == {"O1": line_of("O1"), "O3": frozenset({"O3", "B2", "P"})}


@pytest.mark.django_db
def test_the_nearest_holder_up_the_tree_answers() -> None:
    small_bank()
    person("BH", Position.BRANCH_HEAD, "B1")
    head = person("H1", Position.OUTLET_HEAD, "O1")
    assert person_in_role("O1", Position.OUTLET_HEAD, TODAY) == head
    assert person_in_role("O1", Position.BRANCH_HEAD, TODAY).pk == "BH"
    assert person_in_role("O3", Position.BRANCH_HEAD, TODAY) is None


@pytest.mark.django_db
def test_on_leave_the_deputy_answers_and_a_deputy_on_leave_passes_it_on() -> None:
    small_bank()
    head, second, third = (
        person(key, position)
        for key, position in (("H1", "outlet_head"), ("D1", "deputy_head"), ("L1", "lobby_manager"))
    )
    away(head, second, TODAY, TODAY + timedelta(days=3))
    assert person_in_role("O1", "outlet_head", TODAY) == second
    away(second, third)
    assert person_in_role("O1", "outlet_head", TODAY) == third
    assert person_in_role("O1", "outlet_head", TODAY + timedelta(days=1)) == second


@pytest.mark.django_db
def test_two_who_stand_in_for_each_other_pass_the_question_up() -> None:
    small_bank()
    above = person("BH", "outlet_head", "B1")
    one, two = person("H1", "outlet_head"), person("H2", "lobby_manager")
    away(one, two)
    away(two, one)
    assert person_in_role("O1", "outlet_head", TODAY) == above


@pytest.mark.django_db
def test_someone_present_goes_before_a_deputy_and_leavers_do_not_count() -> None:
    small_bank()
    first, second = person("H1", "outlet_head"), person("H2", "outlet_head")
    person("H0", "outlet_head", to_on=TODAY - timedelta(days=1))
    away(first, person("L1", "lobby_manager"))
    assert person_in_role("O1", "outlet_head", TODAY) == second


@pytest.mark.django_db
def test_an_extra_post_is_a_post() -> None:
    small_bank()
    acting = person("L1", "lobby_manager", "O2")
    ExtraPost.objects.create(staff=acting, position="outlet_head", institution_id="O1", from_on=TODAY)
    assert person_in_role("O1", "outlet_head", TODAY) == acting
    assert person_in_role("O1", "outlet_head", TODAY - timedelta(days=1)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last", "refused"), [(0, 0, True), (4, 9, True), (-3, 0, True), (5, 6, False)])
def test_one_persons_leaves_never_overlap_whoever_writes_them(first: int, last: int, refused: bool) -> None:
    small_bank()
    staff, deputy = person("A", "guard"), person("B", "guard")
    away(staff, deputy, TODAY, TODAY + timedelta(days=4))
    away(deputy, staff, TODAY, TODAY + timedelta(days=4))
    other = Leave(staff=staff, deputy=deputy, first_on=TODAY + timedelta(first), last_on=TODAY + timedelta(last))
    if refused:
        with pytest.raises(IntegrityError, match="leave_no_overlap"), transaction.atomic():
            Leave.objects.bulk_create([other])
    else:
        other.save()


@pytest.mark.django_db
def test_a_leave_may_be_moved_but_not_onto_another() -> None:
    small_bank()
    staff, deputy = person("A", "guard"), person("B", "guard")
    kept = away(staff, deputy)
    moved = away(staff, deputy, TODAY + timedelta(5), TODAY + timedelta(6))
    Leave.objects.filter(pk=moved.pk).update(last_on=TODAY + timedelta(7))
    with pytest.raises(IntegrityError, match="leave_no_overlap"), transaction.atomic():
        Leave.objects.filter(pk=moved.pk).update(first_on=kept.last_on)


@pytest.mark.django_db
def test_nobody_stands_in_for_themselves() -> None:
    small_bank()
    staff = person("A", "guard")
    with pytest.raises(IntegrityError), transaction.atomic():
        away(staff, staff)
