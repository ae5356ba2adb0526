"""What the pages of questionnaires show: the list, a draft with its rows, results with their intervals."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q

from tingtang.desk.language import t
from tingtang.lobby.queries.figures import SATISFIED
from tingtang.organisation.access import Viewer, may_at, scope_ids
from tingtang.organisation.models import Institution, InstitutionTree
from tingtang.satisfaction.models import CHOSEN, Answer, AnswerLine, Kind, Question, Questionnaire, Way
from tingtang.satisfaction.questions import MOST_QUESTIONS
from tingtang.satisfaction.share import Share

PAGE = 12
WORDS = 20  # newest words of customers shown for a question
SPARE = 2  # empty rows offered below those that are filled


def list_context(viewer: Viewer, page: str) -> dict[str, Any]:
    """Questionnaires that reach an institution of one's scope: at it, below it or above it."""
    scope = scope_ids(viewer, "satisfaction.see")
    above = InstitutionTree.objects.filter(descendant__in=scope).values("ancestor")
    counted = Count("answers", filter=Q(answers__institution__in=scope))
    found = Questionnaire.objects.filter(institution__in=above).select_related("institution").annotate(n=counted)
    shown = Paginator(found.order_by("-pk"), PAGE).get_page(page)
    rows = list(shown.object_list)
    published = dict(
        Questionnaire.objects.filter(pk__in=[row.pk for row in rows])
        .annotate(v=Count("versions")).values_list("pk", "v")
    )  # fmt: skip
    edits = scope_ids(viewer, "questionnaire.edit")
    return {
        "rows": [(row, published.get(row.pk, 0), row.institution_id in edits) for row in rows],
        "page": shown.number, "pages": shown.paginator.num_pages, "may_edit": bool(edits),
    }  # fmt: skip


def start_context(viewer: Viewer) -> dict[str, Any]:
    """Where one may ask: the institutions of one's scope, those above first."""
    found = Institution.objects.filter(pk__in=scope_ids(viewer, "questionnaire.edit"))
    rank = {"province": 0, "branch": 1}
    return {"places": sorted(found, key=lambda one: (rank.get(one.kind, 2), one.name))}


def page_context(found: Questionnaire, said: Mapping[str, Any] | None) -> dict[str, Any]:
    """The page of a draft: its rows (as typed when refused) with some to spare, its versions."""
    shown = said or {"title": found.title, "title_en": found.title_en, "rows": found.draft}
    rows = list(shown["rows"])
    empty = {"kind": Kind.ONE.value, "zh": "", "en": "", "options": ""}
    spare = min(MOST_QUESTIONS - len(rows), SPARE)
    versions = list(found.versions.annotate(said=Count("answers")).order_by("-n"))
    return {
        "one": found, "title_zh": shown["title"], "title_en": shown["title_en"], "rows": [*rows, *[empty] * spare],
        "kinds": kinds(), "versions": versions, "current": versions[0] if versions else None,
    }  # fmt: skip


def kinds() -> list[tuple[str, str]]:
    """(code, name) of the kinds of questions."""
    return [
        ("scale", t("五级满意度", "Five levels")), ("one", t("单选", "One of several")),
        ("several", t("多选", "Several")), ("text", t("填空", "In words")),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What was said to a question: how many answered; of a scale its share, of a choice each option, of words the
    latest."""

    question: Question
    n: int
    share: Share | None
    options: Sequence[tuple[str, int]]
    words: Sequence[str]


def results_context(viewer: Viewer, found: Questionnaire, version: str) -> dict[str, Any] | None:
    """Answers of one's own institutions; None where the questionnaire reaches none of them."""
    scope = scope_ids(viewer, "satisfaction.see")
    if not InstitutionTree.objects.filter(ancestor=found.institution_id, descendant__in=scope).exists():
        return None
    versions = list(found.versions.order_by("-n"))
    chosen = next((one for one in versions if str(one.n) == version), versions[0] if versions else None)
    answers = Answer.objects.filter(version=chosen, institution__in=scope) if chosen else Answer.objects.none()
    scores = Tally(answers.values_list("score", flat=True))
    questions = list(chosen.questions.order_by("n")) if chosen else []
    lines = list(AnswerLine.objects.filter(answer__in=answers.values("pk"), question__n__gt=1).order_by("-pk"))
    first = [_scale(questions[0], scores)] if questions else []
    return {
        "one": found, "counts": found.way != Way.LINK, "versions": versions, "chosen": chosen,
        "n": sum(scores.values()),
        "results": first + [_result(question, lines) for question in questions[1:]],
        "by_place": _by_place(answers), "may_edit": may_at(viewer, "questionnaire.edit", found.institution_id),
    }  # fmt: skip


def _by_place(answers: Any) -> list[tuple[Institution, Share]]:
    rows = answers.order_by().values_list("institution").annotate(
        good=Count("pk", filter=Q(score__gte=SATISFIED)), n=Count("pk")
    )  # fmt: skip
    shares = {key: Share(good, n) for key, good, n in rows}
    return [(one, shares[one.pk]) for one in Institution.objects.filter(pk__in=list(shares)).order_by("name")]


def _scale(question: Question, scores: Mapping[int, int]) -> Result:
    n = sum(scores.values())
    good = sum(count for score, count in scores.items() if score >= SATISFIED)
    names = (
        t("非常满意", "Very satisfied"), t("满意", "Satisfied"), t("一般", "Neutral"), t("不满意", "Dissatisfied"),
        t("非常不满意", "Very dissatisfied"),
    )  # fmt: skip
    return Result(question, n, Share(good, n), [(name, scores.get(5 - n, 0)) for n, name in enumerate(names)], ())


def _result(question: Question, lines: Sequence[AnswerLine]) -> Result:
    mine = [line for line in lines if line.question_id == question.pk]
    if question.kind == Kind.SCALE:
        return _scale(question, Tally(line.score for line in mine if line.score))
    if question.kind in CHOSEN:
        counts = Tally(place for line in mine for place in line.chosen)
        options = [(t(zh, en), counts.get(place, 0)) for place, (zh, en) in enumerate(question.options)]
        return Result(question, len(mine), None, options, ())
    return Result(question, len(mine), None, (), [line.text for line in mine[:WORDS]])
