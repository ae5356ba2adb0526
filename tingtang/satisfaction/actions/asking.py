"""Questionnaires: drafted, published as a version that never changes, ended; and answered, once each (A39.5)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tingtang.audit import actions as audit
from tingtang.lobby.models import Ticket
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Institution
from tingtang.satisfaction.errors import AlreadyAnswered, BadInput, ChangedMeanwhile, NoSuch, TooMany, WrongState
from tingtang.satisfaction.models import Answer, AnswerLine, Kind, Link, Question, Questionnaire, Version, Way
from tingtang.satisfaction.questions import Asked, parse_draft, parse_lines
from tingtang.satisfaction.slips import slip_of
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

PUBLIC = "public:questionnaire"
DEVICE = 32  # characters of a device's token
NO_TITLE = Bilingual("请填写标题，最多 80 字", "a title, 80 characters at most")
NO_SCORE = Bilingual("请选择满意程度", "choose how satisfied you are")
NO_WAY = Bilingual("请选择填写方式", "choose how customers answer")
NO_DEVICE = Bilingual("请重新打开页面再提交", "open the page again, then send")


@transaction.atomic
def make_questionnaire(
    *, by: str, at: datetime, institution_id: str, title: str, title_en: str = "", way: str = Way.SLIP
) -> Questionnaire:
    """Begin one, for customers of an institution and of all below it. Raises BadInput without a title or a way."""
    title = _title(title)
    if way not in Way.values:
        raise BadInput("way", NO_WAY)
    first = {"kind": Kind.SCALE.value, "zh": "您对本次服务是否满意？", "en": "How satisfied are you with our service?"}
    made = Questionnaire.objects.create(
        institution_id=institution_id, title=title, title_en=title_en.strip()[:120], way=way,
        draft=[{**first, "options": ""}], made_at=at, made_by=by,
    )  # fmt: skip
    _record("make", made, by=by, at=at)
    return made


@transaction.atomic
def save_draft(
    *, by: str, at: datetime, questionnaire_id: int, edition: int, title: str, title_en: str, rows: Sequence[Any]
) -> Questionnaire:
    """Keep the rows {kind, zh, en, options} as typed. Raises ChangedMeanwhile when somebody saved since `edition`."""
    found = _take(questionnaire_id)
    parse_draft(rows)
    kept = Questionnaire.objects.filter(pk=found.pk, edition=edition)
    fields = {"title": _title(title), "title_en": title_en.strip()[:120], "draft": list(rows)}
    if not kept.update(**fields, edition=F("edition") + 1):
        raise ChangedMeanwhile
    _record("draft", found, by=by, at=at, questions=len(rows))
    found.refresh_from_db()
    return found


@transaction.atomic
def publish(*, by: str, at: datetime, questionnaire_id: int, edition: int) -> Version:
    """The draft becomes the next version; every outlet there has its link. Raises BadInput naming the row."""
    found = _take(questionnaire_id)
    if found.edition != edition:
        raise ChangedMeanwhile
    asked = parse_draft(found.draft)
    last = found.versions.order_by("-n").first()
    made = Version.objects.create(
        questionnaire=found, n=last.n + 1 if last else 1, title=found.title, title_en=found.title_en, at=at, by=by
    )
    Question.objects.bulk_create(_question(made, n, one) for n, one in enumerate(asked, 1))
    _link(found)
    _record("publish", found, by=by, at=at, version=made.n, questions=len(asked))
    return made


@transaction.atomic
def end(*, by: str, at: datetime, questionnaire_id: int) -> Questionnaire:
    """No more answers are taken. Final."""
    found = _take(questionnaire_id)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    _record("end", found, by=by, at=at)
    return found


@transaction.atomic
def answer(
    *,
    at: datetime,
    link_key: str = "",
    device: str = "",
    slip_key: str = "",
    ticket: Ticket | None = None,
    version: Version,
    score: int,
    said: Mapping[int, Any],
    lang: str = "zh",
) -> Answer:
    """Keep a customer's answer to a version: by a link and a device's token, a slip's key, or their ticket. One each.

    `said`: question id -> score, list of places, or words; what is left out is not answered. Raises BadInput naming the
    question (`q-7`), AlreadyAnswered, TooMany (the link's limit a minute), WrongState once it is ended, NoSuch for
    what is of another questionnaire or comes another way than its own.
    """
    asked = version.questionnaire
    if asked.ended_at is not None:
        raise WrongState
    if score not in range(1, 6):
        raise BadInput("score", NO_SCORE)
    lines = parse_lines(list(version.questions.filter(n__gt=1).order_by("n")), said)
    place, respondent = _respondent(asked, link_key, device, slip_key, ticket)
    if asked.way == Way.LINK:
        _not_flooded(asked, place, at)
    try:
        with transaction.atomic():
            made = Answer.objects.create(
                questionnaire=asked, version=version, institution_id=place, ticket=ticket, respondent=respondent,
                on=business_date(at), at=at, score=score, lang="en" if lang == "en" else "zh",
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyAnswered from error
    AnswerLine.objects.bulk_create(AnswerLine(answer=made, question_id=pk, **line) for pk, line in lines.items())
    audit.record(
        by=PUBLIC, at=at, action="questionnaire.answer", subject=("questionnaire", str(asked.pk)), institution=place,
        detail={"version": version.n},
    )  # fmt: skip
    return made


def _respondent(asked: Questionnaire, key: str, device: str, slip_key: str, ticket: Ticket | None) -> tuple[str, str]:
    """(the outlet, who answers), by the way of the questionnaire and no other. Raises NoSuch."""
    if asked.way == Way.TICKET and ticket is not None:
        return ticket.institution_id, f"ticket:{ticket.pk}"
    if asked.way == Way.SLIP and (slip := slip_of(slip_key)) and slip.questionnaire_id == asked.pk:
        return slip.institution_id, f"slip:{slip.pk}"
    link = Link.objects.filter(key=key, questionnaire=asked).first() if asked.way == Way.LINK else None
    if link is None:
        raise NoSuch
    if len(device) != DEVICE or not set(device) <= set("0123456789abcdef"):
        raise BadInput("device", NO_DEVICE)
    return link.institution_id, f"device:{device}"


def _not_flooded(asked: Questionnaire, place: str, at: datetime) -> None:
    """Raises TooMany: more came by this link in the last minute than it takes."""
    most = int(str(rulebook().value("questionnaire.answers_per_minute", business_date(at)).value))
    lately = Answer.objects.filter(questionnaire=asked, institution=place, at__gt=at - timedelta(minutes=1), at__lte=at)
    if lately.count() >= most:
        raise TooMany


def _take(questionnaire_id: int) -> Questionnaire:
    found = Questionnaire.objects.select_for_update().filter(pk=questionnaire_id).first()
    if found is None:
        raise NoSuch
    if found.ended_at is not None:
        raise WrongState
    return found


def _title(title: str) -> str:
    title = title.strip()
    if not title or len(title) > 80:
        raise BadInput("title", NO_TITLE)
    return title


def _question(version: Version, n: int, one: Asked) -> Question:
    return Question(
        version=version, n=n, kind=one.kind, text=one.text.zh, text_en=one.text.en,
        options=[[option.zh, option.en] for option in one.options],
    )  # fmt: skip


def _link(found: Questionnaire) -> None:
    """A link for every outlet at or below that has none."""
    known = set(found.links.values_list("institution_id", flat=True))
    outlets = Institution.objects.filter(pk__in=subtree([found.institution_id]), kind="outlet").order_by("pk")
    Link.objects.bulk_create(
        Link(questionnaire=found, institution=one, key=secrets.token_hex(16)) for one in outlets if one.pk not in known
    )


def _record(what: str, found: Questionnaire, *, by: str, at: datetime, **detail: Any) -> None:
    audit.record(
        by=by, at=at, action=f"questionnaire.{what}", subject=("questionnaire", str(found.pk)),
        institution=found.institution_id, detail=detail,
    )  # fmt: skip
