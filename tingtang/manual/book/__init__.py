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
from tingtang.manual.book.lobby import Business, ServiceClass, TellerStep
from tingtang.manual.book.rulebook import Rulebook
from tingtang.manual.book.sentences import explain, shown

__all__ = [
    "DATA",
    "Article",
    "Business",
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
    "ServiceClass",
    "TellerStep",
    "UnknownValue",
    "Value",
    "explain",
    "load",
    "shown",
]
