"""Masking of log events: a structlog processor that no event passes around.

Known fields are masked by their kind, secrets are removed, and every other text is searched for identity numbers,
card numbers, phones and mail addresses, in nested values, messages and tracebacks too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from tingtang.shared.masking import HIDDEN, Kind, is_secret, kind_of, mask

# Longest first: an identity number must not be taken for a phone inside it.
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("id_no", re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")),
    ("id_no", re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Z]*[A-Z])[1-9ANY][1-9]\d{6}[0-9A-Z]{10}(?![0-9A-Za-z])")),
    ("account", re.compile(r"(?<![0-9A-Za-z.])[3-6]\d{3}(?:[ -]?\d{4}){2,3}[ -]?\d{1,4}(?![0-9A-Za-z])")),
    (
        "id_no",
        re.compile(r"(?<![0-9A-Za-z.])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"),
    ),
    ("phone", re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z])")),
    ("phone", re.compile(r"(?<![0-9A-Za-z.])0[1-9]\d{1,2}[ -]\d{7,8}(?![0-9A-Za-z])")),
)
DEEPEST = 8


def mask_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor: put it after those that render exceptions, before the renderer."""
    for field in list(event):
        event[field] = mask_field(field, event[field])
    return event


def mask_field(field: str, value: Any, depth: int = 0) -> Any:
    """`value` as it may stand under `field` in a log."""
    name = field.lower()
    if is_secret(name):
        return HIDDEN
    kind = kind_of(name)
    if kind and (value is None or not isinstance(value, Mapping | list | tuple | set | frozenset)):
        return mask(kind, value)
    return _mask_value(value, field, depth)


def mask_text(text: str) -> str:
    """Free text with identity numbers, card numbers, phones and mail addresses masked."""
    for kind, pattern in PATTERNS:
        text = pattern.sub(_masker(kind), text)
    return text


def _masker(kind: Kind) -> Callable[[re.Match[str]], str]:
    return lambda found: mask(kind, found.group())


def _mask_value(value: Any, field: str, depth: int) -> Any:
    if isinstance(value, str):
        return mask_text(value)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        text = mask_text(str(value))
        return value if text == str(value) else text
    if depth >= DEEPEST:
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: mask_field(str(key), inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_field(field, inner, depth + 1) for inner in value]
    return mask_text(str(value))
