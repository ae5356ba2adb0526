"""Complaints (投诉, A34, A35): cases, their rounds and answers, their log, the library of lessons."""

from tingtang.complaints.models.cases import Access, Attachment, Complaint, Concerned, State
from tingtang.complaints.models.library import Learner, Lesson, LessonState, Repeat, Teaching
from tingtang.complaints.models.log import CaseEvent, Extension, What
from tingtang.complaints.models.public import FORM, NOBODY_ASKED, WebMeter
from tingtang.complaints.models.rounds import Handling, Round

__all__ = [
    "FORM",
    "NOBODY_ASKED",
    "Access",
    "Attachment",
    "CaseEvent",
    "Complaint",
    "Concerned",
    "Extension",
    "Handling",
    "Learner",
    "Lesson",
    "LessonState",
    "Repeat",
    "Round",
    "State",
    "Teaching",
    "WebMeter",
    "What",
]
