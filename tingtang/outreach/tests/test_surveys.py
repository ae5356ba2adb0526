"""The survey: what was changed is stated in the ledger of information, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.audit.models import Entry
from tingtang.customers.actions import state_field
from tingtang.customers.models import InformationEntry
from tingtang.outreach.actions import fill_survey
from tingtang.outreach.actions.surveys import asked
from tingtang.outreach.errors import OutreachRefused
from tingtang.outreach.models import Survey
from tingtang.outreach.tests.people import MONDAY, People


def fill(answers: dict[str, str], **given: Any) -> Survey:
    plain = {"customer_id": "C1", "goals": "", "interests": [], "confirmed": False, "by": "W1", "at": MONDAY}
    return fill_survey(answers=answers, **{**plain, **given})


def ledger() -> list[tuple[str, str, str]]:
    return list(InformationEntry.objects.order_by("pk").values_list("field", "value", "source"))


def test_changed_answers_are_stated_and_the_rest_is_left_alone(people: People) -> None:
    people.customer("C1")
    state_field(customer_id="C1", field="email", value="a@b.cn", source="documented", by="W1", at=MONDAY)
    made = fill({"email": "a@b.cn", "occupation": " 教师 ", "employer": ""}, goals="换房", interests=["fund", "fund"])
    assert ledger() == [("email", "a@b.cn", "documented"), ("occupation", "教师", "stated")]
    assert (made.fields, made.goals, made.interests) == (["occupation"], "换房", ["fund"])
    assert Entry.objects.get(action="survey.fill").detail == {"survey": made.pk, "fields": ["occupation"]}


def test_what_was_left_as_it_is_may_be_confirmed(people: People) -> None:
    people.customer("C1")
    fill({"occupation": "教师"})
    fill({"occupation": "教师"}, confirmed=True)
    assert ledger() == [("occupation", "教师", "stated")] * 2


def test_an_empty_answer_takes_a_value_back_one_not_given_does_not(people: People) -> None:
    people.customer("C1")
    fill({"occupation": "教师", "employer": "一中"})
    fill({"occupation": ""})
    assert ledger()[2:] == [("occupation", "", "stated")]


@pytest.mark.parametrize(
    ("field", "answers", "given"),
    [
        ("email", {"occupation": "教师", "email": "not a mail"}, {}),
        ("preferred_channel", {"preferred_channel": "pigeon"}, {}),
        ("id_valid_until", {"id_valid_until": "2020-01-01"}, {}),
        ("interests", {"occupation": "教师"}, {"interests": ["shares"]}),
        ("goals", {}, {"goals": "长" * 401}),
        ("goals", {}, {}),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_kept(
    people: People, field: str, answers: dict[str, str], given: dict[str, Any]
) -> None:
    people.customer("C1")
    with pytest.raises(OutreachRefused) as refused:
        fill(answers, **given)
    assert refused.value.field == field
    assert ledger() == []
    assert not Survey.objects.exists()


def test_fields_of_the_core_bank_are_not_asked_and_a_company_has_no_occupation() -> None:
    assert "phone" not in asked("P")
    assert "occupation" in asked("P")
    assert "occupation" not in asked("C")


def test_whoever_has_no_tie_fills_in_nothing(people: People) -> None:
    people.customer("C1")
    for by in ("W2", "H3", "T1"):
        with pytest.raises(PermissionDenied):
            fill({"occupation": "教师"}, by=by)
