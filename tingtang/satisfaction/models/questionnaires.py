"""Questionnaires (客户满意度问卷, A39.5): a draft that is edited, versions that never change, answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.lobby.models import Ticket
from tingtang.organisation.models import Institution


class Kind(models.TextChoices):
    """What a question asks for."""

    SCALE = "scale", "五级满意度"
    ONE = "one", "单选"
    SEVERAL = "several", "多选"
    TEXT = "text", "填空"


class Way(models.TextChoices):
    """How a customer comes to answer, and so what "one answer each" rests on."""

    TICKET = "ticket", "凭号票"  # one a served ticket
    SLIP = "slip", "一次性答卷码"  # anonymous: one a printed slip
    LINK = "link", "共用二维码"  # anonymous: one a device, which promises nothing; counts in no figure (adr/0089)


CHOSEN = (Kind.ONE, Kind.SEVERAL)


class Questionnaire(models.Model):
    """What is asked of customers of an institution and of all below it. `draft`: rows as typed, until published.

    `way`: by the page of a served ticket, by a slip with a code of its own, or by the outlet's link; never by another.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True, default="")
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.LINK)
    draft = models.JSONField(default=list, blank=True)
    edition = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="questionnaire_has_a_title"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="questionnaire_way_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")), name="questionnaire_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class Version(models.Model):
    """A questionnaire as it was published. Append-only: a correction is the next version, for those who come later."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions", db_index=False
    )  # fmt: skip
    n = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "n"], name="questionnaire_version_once")]

    def __str__(self) -> str:
        return f"#{self.questionnaire_id} v{self.n}"


class Question(models.Model):
    """A question of a version. The first one is the five-level question whose answer counts as satisfaction.

    `options`: [[zh, en], ..] of a choice. Append-only.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="questions", db_index=False)
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200, blank=True, default="")
    options = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "n"], name="question_in_order"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="question_kind_known"),
            models.CheckConstraint(condition=Q(n__gt=1) | Q(n=1, kind="scale"), name="question_first_counts"),
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.n} {self.text}"


class Link(models.Model):
    """The unguessable address of a questionnaire at one outlet. Append-only: what is printed keeps working."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="links", db_index=False
    )  # fmt: skip
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "institution"], name="questionnaire_link_once"),
            models.UniqueConstraint(fields=["key"], name="questionnaire_link_key"),
            models.CheckConstraint(condition=Q(key__regex=r"^[0-9a-f]{32}$"), name="questionnaire_link_unguessable"),
        ]

    def __str__(self) -> str:
        return self.key


class Slip(models.Model):
    """A printed code that one customer answers with, once. Append-only: that it was used is the answer that names it.

    `digest`: SHA-256 of the key, which stands on the paper alone; who reads the database can answer with none.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="slips", db_index=False
    )  # fmt: skip
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="slip_once"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="slip_keeps_a_digest"),
        ]
        indexes = [models.Index(fields=["questionnaire", "institution"], name="slip_of_outlet")]

    def __str__(self) -> str:
        return f"slip {self.pk}"


class Answer(models.Model):
    """One customer's answer. `score`: of the first question. Append-only; one each (`respondent`).

    `respondent`: `ticket:7`, `slip:7`, or `device:<random>` that the page gave the customer's device; nothing else is
    kept. The database takes none by another way than its questionnaire's.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="answers", db_index=False
    )  # fmt: skip
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="answers")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    respondent = models.CharField(max_length=64)
    on = models.DateField(help_text="business date of at")
    at = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    lang = models.CharField(max_length=2, default="zh")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "respondent"], name="one_answer_each"),
            models.UniqueConstraint(fields=["questionnaire", "ticket"], name="one_answer_a_ticket"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="answer_one_to_five"),
            models.CheckConstraint(
                condition=Q(ticket__isnull=True, respondent__startswith="device:")
                | Q(ticket__isnull=True, respondent__startswith="slip:")
                | Q(ticket__isnull=False, respondent__startswith="ticket:"),
                name="answer_of_a_ticket_a_slip_or_a_device",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "on"], name="answer_of_outlet"),
            models.Index(fields=["questionnaire", "institution", "at"], name="answer_by_link"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.score}"


class AnswerLine(models.Model):
    """What was said to a further question: a score, options by their place (from 0), or words. Append-only."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="lines", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="lines")
    score = models.PositiveSmallIntegerField(null=True)
    chosen = models.JSONField(default=list, blank=True)
    text = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "question"], name="answer_line_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="answer_line_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False, text="", chosen=[])
                | (Q(score__isnull=True, chosen=[]) & ~Q(text=""))
                | (Q(score__isnull=True, text="") & ~Q(chosen=[])),
                name="answer_line_says_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}.{self.question_id}"
