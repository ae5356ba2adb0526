"""The rule base, loaded strictly from data; knows no Django."""

from tingtang.manual.book.entries import (
    Article,
    Dated,
    DutyKind,
    Enforcement,
    Entry,
    Mechanism,
    Override,
    Paragraph,
    Value,
)
from tingtang.manual.book.errors import Loosening, ManualError, UnknownValue
from tingtang.manual.book.loading import DATA, load
from tingtang.manual.book.rulebook import Rulebook
from tingtang.manual.book.sentences import explain, shown

__all__ = [
    "DATA",
    "Article",
    "Dated",
    "DutyKind",
    "Enforcement",
    "Entry",
    "Loosening",
    "ManualError",
    "Mechanism",
    "Override",
    "Paragraph",
    "Rulebook",
    "UnknownValue",
    "Value",
    "explain",
    "load",
    "shown",
]
