"""Writes of the opinion book."""

from tingtang.opinions.actions.answering import answer, call_back, link_complaint
from tingtang.opinions.actions.reading import open_reading_duties, sign_reading
from tingtang.opinions.actions.recording import record_opinion

__all__ = [
    "answer",
    "call_back",
    "link_complaint",
    "open_reading_duties",
    "record_opinion",
    "sign_reading",
]
