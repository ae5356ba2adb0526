"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusal import Refused


class ContactRefused(Refused):
    """A contact that cannot be kept; `field` is the input to change."""


class ResultRefused(Refused):
    """A result of a signal that cannot be kept; `field` is the input to change."""


class EventRefused(Refused):
    """A market event that cannot be written or opened; `field` is the input to change."""
