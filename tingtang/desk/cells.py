"""Text of many lines in a form, each of cells parted by a bar, `a | b | c`: read strictly, the wrong line named."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms

from tingtang.desk.language import lang, t
from tingtang.shared.text import Bilingual

L = TypeVar("L")


def read_lines(text: str, most: int, shape: Bilingual, read: Callable[[list[str]], L]) -> list[L]:
    """What `read` makes of each line's cells; empty lines count for nothing, a full-width bar is a bar.

    `read` raises ValueError or ValidationError for cells it cannot take. Raises ValidationError: too many lines, or
    which line is not of the `shape`.
    """
    rows = [row for row in text.splitlines() if row.strip()]
    if len(rows) > most:
        raise forms.ValidationError(t(f"最多 {most} 行", f"{most} lines at most"))
    found: list[L] = []
    for n, row in enumerate(rows, 1):
        try:
            found.append(read([cell.strip() for cell in row.replace("｜", "|").split("|")]))
        except (ValueError, forms.ValidationError):
            said = shape.pick(lang())
            raise forms.ValidationError(t(f"第 {n} 行须为：{said}", f"line {n} is: {said}")) from None
    return found


def whole(cells: list[str], limits: list[int]) -> list[str]:
    """The cells, as many as there are limits, none empty and none longer. Raises ValueError."""
    if len(cells) != len(limits) or not all(0 < len(cell) <= most for cell, most in zip(cells, limits, strict=True)):
        raise ValueError(cells)
    return cells
