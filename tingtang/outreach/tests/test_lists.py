"""Lists kept by name, and what the trail keeps of one that leaves the house."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.audit.models import Entry
from tingtang.outreach.actions import export_rows, remove_list, save_list
from tingtang.outreach.criteria import Criteria, parse
from tingtang.outreach.errors import OutreachRefused
from tingtang.outreach.models import SavedList
from tingtang.outreach.queries import saved_lists
from tingtang.outreach.tests.people import MONDAY, People

ASKED = Criteria(matures=30, tiers=("private",))


def save(**given: Any) -> SavedList:
    return save_list(**{"name": "到期", "criteria": ASKED, "shared": False, "by": "W1", "at": MONDAY, **given})


def seen(people: People, who: str) -> set[str]:
    return {one.name for one in saved_lists(people.viewer(who))}


def test_a_list_keeps_what_it_asks_and_is_ones_own_unless_shared_with_the_outlet(people: People) -> None:
    assert parse(save().criteria) == ASKED
    save(name="共用", shared=True, by="H1")
    assert seen(people, "W1") == {"到期", "共用"}
    assert seen(people, "W2") == {"共用"}
    assert seen(people, "W3") == set()


@pytest.mark.parametrize("given", [{"name": " "}, {"name": "长" * 41}, {"criteria": Criteria()}])
def test_a_list_without_a_name_or_a_question_is_refused(people: People, given: dict[str, Any]) -> None:
    with pytest.raises(OutreachRefused) as refused:
        save(**given)
    assert refused.value.field == "name"


def test_a_name_is_ones_own_once(people: People) -> None:
    save()
    with pytest.raises(OutreachRefused):
        save(criteria=Criteria(silent=5))
    assert save(by="W2").owner_id == "W2"


def test_its_owner_forgets_it_and_a_head_a_shared_one(people: People) -> None:
    mine, shared = save(), save(name="共用", shared=True)
    for by in ("W2", "H3", "H1"):
        with pytest.raises(PermissionDenied):
            remove_list(list_id=mine.pk, by=by, at=MONDAY)
    with pytest.raises(PermissionDenied):
        remove_list(list_id=10**9, by="W1", at=MONDAY)
    remove_list(list_id=shared.pk, by="H1", at=MONDAY)
    remove_list(list_id=mine.pk, by="W1", at=MONDAY)
    assert not SavedList.objects.exists()
    assert Entry.objects.filter(action="list.remove").count() == 2


def test_what_leaves_the_house_stands_in_the_trail_with_its_reason(people: People) -> None:
    given: dict[str, Any] = {"criteria": ASKED, "rows": 7, "as_format": "xlsx", "institution_id": "O1", "by": "W1"}
    assert export_rows(reason=" 晨会 ", at=MONDAY, **given) == "晨会"
    entry = Entry.objects.get(action="list.export")
    assert (entry.nature, entry.actor, entry.institution_id) == ("read", "W1", "O1")
    assert entry.detail == {
        "criteria": {"tier": "private", "matures": "30"}, "rows": 7, "format": "xlsx", "reason": "晨会"
    }  # fmt: skip
    with pytest.raises(OutreachRefused):
        export_rows(reason="", at=MONDAY, **given)
