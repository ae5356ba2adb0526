"""Emergency plans and the parts of departments: whole, in both languages, strictly read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tingtang.manual.book import DATA, ManualError, load
from tingtang.manual.book.routines import PLANS

BOOK = load()
PLAN_FILE, ROLE_FILE = "emergency_plans.yaml", "department_roles.yaml"


def test_the_five_plans_of_the_manual_each_have_their_steps() -> None:
    assert tuple(BOOK.emergency_plans) == PLANS
    for plan in BOOK.emergency_plans.values():
        assert len(plan.steps) >= 5
        assert all(step.text.zh and step.text.en for step in plan.steps)
    asked = {step.article for step in BOOK.emergency_plans["media"].steps}
    assert {"A35.4", "A39.3"} <= asked  # told at once, and nobody speaks unasked


def test_one_department_leads_and_every_one_has_its_part() -> None:
    roles = BOOK.department_roles
    assert set(roles) == set(BOOK.complaint_codes.departments)
    assert [code for code, role in roles.items() if role.part == "lead"] == ["personal_finance"]
    assert [code for code, role in roles.items() if role.part == "assist"] == ["union"]


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (PLAN_FILE, "plan: media", "plan: flood", "'flood' is none of"),
        (PLAN_FILE, "plan: media", "plan: system", "duplicate plan 'system'"),
        (PLAN_FILE, "article: A35.5,", "article: A99,", "missing article 'A99'"),
        (PLAN_FILE, "title: {zh: 媒体应对, en: The media come}", "title: {zh: 媒体应对}", "'en' is missing"),
        (ROLE_FILE, "part: lead", "part: assist", "exactly one department leads"),
        (ROLE_FILE, "part: assist", "part: watch", "'watch' is none of"),
        (ROLE_FILE, "department: union", "department: love", "'love' is none of"),
        (ROLE_FILE, "department: union", "department: settlement", "duplicate department"),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, file: str, old: str, new: str, why: str) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    spoilt = data / file
    text = spoilt.read_text()
    assert old in text
    spoilt.write_text(text.replace(old, new, 1))
    with pytest.raises(ManualError) as told:
        load(data=data)
    assert str(told.value).startswith(f"{spoilt}:")
    assert why in str(told.value)


def test_a_plan_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    spoilt = data / PLAN_FILE
    text = spoilt.read_text()
    spoilt.write_text(text[: text.index("- plan: media")])
    with pytest.raises(ManualError, match="a plan of media too"):
        load(data=data)
