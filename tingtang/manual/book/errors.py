"""What the loader and its readers raise."""

from __future__ import annotations


class ManualError(ValueError):
    """A mistake in the manual's data; the message starts with `file:line:` where there is one."""


class UnknownValue(KeyError):
    """No such value, or none in force on that day."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class Loosening(ManualError):
    """An institution's value that is looser than what is in force above it, or may not be changed at all."""
