"""The rule base, loaded strictly from data; knows no Django."""

from tingtang.manual.book.complaints import CaseFacts, Cause, ComplaintCodes, Route, Seat
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
from tingtang.manual.book.phrases import ConductPart, Phrase, PhraseBook, PoliteStep
from tingtang.manual.book.routines import PlanStep
from tingtang.manual.book.rulebook import Rulebook
from tingtang.manual.book.sentences import explain, shown

__all__ = [
    "DATA",
    "Article",
    "Business",
    "CaseFacts",
    "Cause",
    "ComplaintCodes",
    "ConductPart",
    "Dated",
    "DutyKind",
    "Enforcement",
    "Entry",
    "Loosening",
    "ManualError",
    "Mechanism",
    "Override",
    "Paragraph",
    "Phrase",
    "PhraseBook",
    "PlanStep",
    "PoliteStep",
    "Route",
    "Rulebook",
    "Seat",
    "ServiceClass",
    "TellerStep",
    "UnknownValue",
    "Value",
    "explain",
    "load",
    "shown",
]
