"""The interface: what became of the day's lists, for those who may see them all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.organisation.models import Staff
from tingtang.organisation.tests.bank import signed_up
from tingtang.routines.actions import answer, begin, open_day
from tingtang.routines.tests.place import BEFORE, DAY, Place, line
from tingtang.shared.times import business_date

pytestmark = pytest.mark.django_db
ADDRESS = "/api/routines/outlets/O1/checklists"


def asked(staff_id: str, address: str = ADDRESS) -> Any:
    """The answer to them."""
    caller = Client()
    caller.force_login(signed_up(Staff.objects.get(pk=staff_id)))
    return caller.get(address)


def test_a_day_is_told_list_by_list_and_not_what_was_typed() -> None:
    place, now = Place(), timezone.now()
    place.closed(on=business_date(now), opens="00:01", closes="23:59")
    open_day(on=business_date(now), by="system:test", at=now)
    filling = begin(institution_id="O1", name=BEFORE, by="L1", at=now)
    answer(answer_id=line(filling, "signs").pk, result="fail", note="少一块牌", by="L1", at=now)
    said = asked("H1")
    assert "少一块牌" not in said.text
    one = next(row for row in said.json() if row["checklist"] == BEFORE)
    assert (one["clause"], one["owner_role"], one["looked_at"], one["not_in_order"]) == (
        "A19.1a",
        "lobby_manager",
        1,
        1,
    )
    assert one["state"] == "begun"


def test_whoever_fills_only_their_own_is_refused_and_another_day_is_empty() -> None:
    Place()
    assert asked("T1").status_code == 403
    assert asked("H1", f"{ADDRESS}?on={DAY}").json() == []
    assert asked("D1", f"{ADDRESS}?on=soon").status_code == 422
    assert asked("L1", ADDRESS.replace("O1", "O3")).status_code == 403
