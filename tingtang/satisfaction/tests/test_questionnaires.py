"""Questionnaires: drafts refused by the row, versions that stay, answers that fit; what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.races import at_once
from tingtang.satisfaction.actions import (
    Task,
    answer,
    do_task,
    end,
    make_questionnaire,
    make_slips,
    publish,
    record_symposium,
    save_draft,
)
from tingtang.satisfaction.errors import AlreadyAnswered, BadInput, ChangedMeanwhile, NoSuch, TooMany, WrongState
from tingtang.satisfaction.models import (
    Analysis,
    Answer,
    AnswerLine,
    Criterion,
    DayCount,
    Grading,
    Question,
    Questionnaire,
    Scheme,
    Slip,
    Symposium,
    SymposiumTask,
    Version,
)
from tingtang.satisfaction.questions import parse_draft
from tingtang.satisfaction.slips import printed_and_used
from tingtang.satisfaction.tests.rated import DAY, NOW, TODAY, Rated, later

pytestmark = pytest.mark.postgres
SCALE = {"kind": "scale", "zh": "满意吗？", "en": "", "options": ""}
SEVERAL = {"kind": "several", "zh": "改进什么？", "en": "", "options": "等候 / Waiting\n环境"}
TEXT = {"kind": "text", "zh": "还有吗？", "en": "", "options": ""}
THREADS = 4


def published(*rows: dict[str, str], way: str = "link") -> Version:
    """A questionnaire of the branch with these rows."""
    made = make_questionnaire(by="HB", at=NOW, institution_id="B1", title="问卷", way=way)
    said = {"title": "问卷", "title_en": ""}
    save_draft(by="HB", at=NOW, questionnaire_id=made.pk, edition=0, rows=[SCALE, *rows], **said)
    return publish(by="HB", at=NOW, questionnaire_id=made.pk, edition=1)


def given(version: Version, n: int = 1, **rest: Any) -> Answer:
    """An answer by O1's link from the n-th device."""
    key = version.questionnaire.links.get(institution="O1").key
    plain: dict[str, Any] = {"link_key": key, "device": f"{n:032x}", "score": 4, "said": {}, "at": NOW}
    return answer(version=version, **{**plain, **rest})


@pytest.mark.parametrize(
    ("rows", "where"),
    [([], "row-1"), ([TEXT], "row-1"), ([SCALE, {**TEXT, "zh": " "}], "row-2"),
     ([SCALE, {**TEXT, "kind": "x"}], "row-2"),
     ([SCALE, {**SEVERAL, "options": "一个"}], "row-2"), ([SCALE, {**SEVERAL, "options": "一\n一"}], "row-2"),
     ([SCALE] * 13, "row-13")],
)  # fmt: skip
def test_a_draft_is_refused_by_its_row(rows: list[dict[str, str]], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_draft(rows)
    assert refused.value.field == where


def test_a_published_version_stays_as_it_was(rated: Rated) -> None:
    first = published(SEVERAL)
    said = {"title": "问卷二", "title_en": "", "rows": [SCALE]}
    asked = first.questionnaire
    with pytest.raises(ChangedMeanwhile):
        save_draft(by="HB", at=NOW, questionnaire_id=asked.pk, edition=0, **said)
    save_draft(by="HB", at=NOW, questionnaire_id=asked.pk, edition=1, **said)
    second = publish(by="HB", at=NOW, questionnaire_id=asked.pk, edition=2)
    assert [one.questions.count() for one in (first, second)] == [2, 1]
    assert first.questions.get(n=2).options == [["等候", "Waiting"], ["环境", "环境"]]
    assert {link.institution_id for link in asked.links.all()} == {"O1", "O2"}
    given(first)  # the form that was open when the second came out
    end(by="HB", at=later(1), questionnaire_id=asked.pk)
    with pytest.raises(WrongState):
        given(Version.objects.get(pk=second.pk), 2)


def test_one_answer_each_and_every_line_fits_its_question(rated: Rated) -> None:
    version = published(SEVERAL, TEXT)
    several, words = version.questions.filter(n__gt=1).order_by("n")
    for said in ({several.pk: [2]}, {several.pk: [-1]}, {words.pk: "字" * 501}):
        with pytest.raises(BadInput, match=r"again|500"):
            given(version, said=said)
    with pytest.raises(BadInput):
        given(version, score=0)
    with pytest.raises(BadInput):
        given(version, device="x" * 32)
    made = given(version, said={several.pk: [1, 0, 1], words.pk: " 多开窗口 "})
    assert [(line.chosen, line.text) for line in made.lines.order_by("question__n")] == [([0, 1], ""), ([], "多开窗口")]
    with pytest.raises(AlreadyAnswered):
        given(version)
    for n in range(2, 21):
        given(version, n)
    with pytest.raises(TooMany):
        given(version, 21)
    given(version, 21, at=NOW + timedelta(minutes=1))
    ticket = rated.served()
    with pytest.raises(NoSuch):
        answer(version=version, ticket=ticket, score=5, said={}, at=NOW)  # it is not asked by ticket
    by_ticket = published(way="ticket")
    answer(version=by_ticket, ticket=ticket, score=5, said={}, at=NOW)
    with pytest.raises(AlreadyAnswered):
        answer(version=by_ticket, ticket=ticket, score=1, said={}, at=NOW)


def test_a_slip_answers_for_its_outlet_and_questionnaire_once(rated: Rated) -> None:
    version, other = published(way="slip"), published(way="slip")
    who: dict[str, Any] = {"by": "HB", "at": NOW, "questionnaire_id": version.questionnaire_id}
    for wrong, field in (
        ({"institution_id": "O3", "count": 1}, "institution_id"),
        ({"institution_id": "O1", "count": 121}, "count"),
    ):
        with pytest.raises(BadInput) as told:
            make_slips(**who, **wrong)
        assert told.value.field == field
    with pytest.raises(WrongState):
        make_slips(**{**who, "questionnaire_id": published().questionnaire_id}, institution_id="O1", count=1)
    one, two = make_slips(**who, institution_id="O2", count=2)
    assert not Slip.objects.filter(digest__in=[one, two]).exists()  # the database cannot answer with what it keeps
    made = answer(version=version, slip_key=one, score=4, said={}, at=NOW)
    assert (made.institution_id, made.ticket) == ("O2", None)
    with pytest.raises(AlreadyAnswered):
        answer(version=version, slip_key=one, score=1, said={}, at=later(1))
    key = version.questionnaire.links.get(institution="O2").key
    for other_way in ({"slip_key": two, "version": other}, {"slip_key": "x"}, {"link_key": key, "device": "0" * 32}):
        with pytest.raises(NoSuch):
            answer(**{"version": version, "score": 5, "said": {}, "at": NOW, **other_way})
    assert printed_and_used(version.questionnaire, ["O1", "O2"]) == {"O2": (2, 1)}
    free = Slip.objects.exclude(pk=int(made.respondent[5:])).get()
    said = {"version": version, "questionnaire": version.questionnaire, "on": DAY, "at": NOW, "score": 3}
    assert refused(lambda: Answer.objects.create(**said, institution_id="O1", respondent=f"slip:{free.pk}"))
    assert refused(lambda: Answer.objects.create(**said, institution_id="O2", respondent="slip:999999"))
    assert refused(lambda: Answer.objects.create(**said, institution_id="O2", respondent="device:1"))
    assert refused(lambda: Slip.objects.update(institution_id="O1"))
    Answer.objects.create(**said, institution_id="O2", respondent=f"slip:{free.pk}")


@pytest.mark.slow
def test_of_many_with_one_slip_one_is_kept(on_each_database: str) -> None:
    Rated()
    version = published(way="slip")
    [key] = make_slips(by="HB", at=NOW, questionnaire_id=version.questionnaire_id, institution_id="O1", count=1)
    at_once(
        *[lambda: answer(version=version, slip_key=key, score=4, said={}, at=NOW)] * THREADS, refusals=AlreadyAnswered
    )
    assert Answer.objects.count() == 1


def refused(change: Callable[[], object]) -> bool:
    """Whether the database refuses, leaving the test's transaction as it was."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def test_what_must_not_be_is_refused_by_the_database(rated: Rated) -> None:
    version, other = published(SEVERAL), published(TEXT)
    made = given(version)
    place: dict[str, Any] = {"institution_id": "O1", "at": NOW, "by": "H1"}
    said = {"questionnaire": version.questionnaire, "institution_id": "O1", "on": DAY, "at": NOW, "score": 3}
    held = {**place, "held_on": DAY, "recorded_on": DAY, "topic": "x", "said": "y", "participants": 3}
    counts = {"institution_id": "O1", "on": DAY, "counter": rated.one, "fast": 0, "burst": 0}
    scheme = Scheme.objects.create(n=1, from_on=DAY, title="x", at=NOW, by="HB")
    stars = {"staff_id": "T1", "n": 1, "on": DAY, "scheme": scheme, "reason": "x", "at": NOW, "by": "HB"}
    wrong: list[Callable[[], object]] = [
        lambda: Answer.objects.create(version=other, respondent="device:1", **said),
        lambda: Answer.objects.create(version=version, respondent="ticket:1", **said),
        lambda: Answer.objects.create(version=version, respondent="device:1", **{**said, "score": 6}),
        lambda: AnswerLine.objects.create(answer=made, question=other.questions.get(n=2), text="x"),
        lambda: AnswerLine.objects.create(answer=made, question=version.questions.get(n=1), score=3),
        lambda: AnswerLine.objects.create(answer=made, question=version.questions.get(n=2)),
        lambda: AnswerLine.objects.create(answer=made, question=version.questions.get(n=2), chosen=[0], text="x"),
        lambda: Question.objects.create(version=version, n=1, kind="text", text="x"),
        lambda: Symposium.objects.create(**held, polled=4),
        lambda: Symposium.objects.create(**held, polled=2, satisfied=3),
        lambda: Symposium.objects.create(**{**held, "held_on": TODAY}),
        lambda: DayCount.objects.create(**counts, served=1, asked=1, rated=1, satisfied=2),
        lambda: DayCount.objects.create(**counts, served=1, asked=2, rated=1, satisfied=1),
        lambda: DayCount.objects.create(**{**counts, "fast": 2}, served=1, asked=1, rated=1, satisfied=1),
        lambda: Analysis.objects.create(**place, month=DAY, causes="x", measures="y"),
        lambda: Criterion.objects.create(scheme=scheme, n=1, level=6, title="x", measure="typed", least=1),
        lambda: Grading.objects.create(**stars, what="promoted", before=2, level=1),
        lambda: Grading.objects.create(**stars, what="withdrawn", before=0, level=0),
        lambda: Grading.objects.create(**{**stars, "reason": ""}, what="promoted", before=0, level=1),
        lambda: Version.objects.update(title="anders"),
        lambda: Answer.objects.update(score=1),
        lambda: Answer.objects.all()._raw_delete(using="default"),
    ]  # fmt: skip
    for place_of, change in enumerate(wrong):
        assert refused(change), place_of


def test_a_symposium_refuses_by_the_field_and_its_task_is_done_once(rated: Rated) -> None:
    said: dict[str, Any] = {
        "by": "H1",
        "at": NOW,
        "institution_id": "O1",
        "held_on": DAY,
        "topic": "座谈",
        "said": "排队",
    }
    for field, fields in (
        ("held_on", {"held_on": TODAY + timedelta(days=1)}), ("participants", {"participants": 0}),
        ("polled", {"polled": 9}), ("satisfied", {"polled": 2, "satisfied": 3}), ("topic", {"topic": " "}),
    ):  # fmt: skip
        with pytest.raises(BadInput) as told:
            record_symposium(**{**said, "participants": 8, **fields})
        assert told.value.field == field
    assert not Symposium.objects.exists()
    with pytest.raises(BadInput) as told:
        record_symposium(**said, participants=8, tasks=[Task("x", "nobody", TODAY)])
    assert told.value.field == "task-1"
    record_symposium(**said, participants=8, tasks=[Task("添椅子", "T1", TODAY)])
    task = SymposiumTask.objects.get()
    do_task(by="T1", at=later(hours=1), task_id=task.pk, text="已添")
    with pytest.raises(WrongState):
        do_task(by="T1", at=later(hours=2), task_id=task.pk, text="又添")
    assert refused(lambda: SymposiumTask.objects.update(done_text="anders"))


@pytest.mark.slow
def test_of_many_at_once_one_answer_is_kept(on_each_database: str) -> None:
    Rated()
    version = published()
    at_once(*[lambda: given(version)] * THREADS, refusals=AlreadyAnswered)
    assert Answer.objects.count() == 1
    assert Questionnaire.objects.get().answers.count() == 1
