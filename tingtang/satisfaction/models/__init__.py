"""Tables of satisfaction."""

from tingtang.satisfaction.models.counts import Analysis, DayCount
from tingtang.satisfaction.models.questionnaires import (
    CHOSEN,
    Answer,
    AnswerLine,
    Kind,
    Link,
    Question,
    Questionnaire,
    Slip,
    Version,
    Way,
)
from tingtang.satisfaction.models.stars import Criterion, Grading, Measure, Scheme
from tingtang.satisfaction.models.symposiums import Symposium, SymposiumTask

__all__ = [
    "CHOSEN",
    "Analysis",
    "Answer",
    "AnswerLine",
    "Criterion",
    "DayCount",
    "Grading",
    "Kind",
    "Link",
    "Measure",
    "Question",
    "Questionnaire",
    "Scheme",
    "Slip",
    "Symposium",
    "SymposiumTask",
    "Version",
    "Way",
]
