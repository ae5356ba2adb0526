"""What the calling screen tells besides calls. The rooms that know of a notice or an outage register how to read theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tingtang.shared.text import Bilingual


@dataclass(frozen=True, slots=True)
class News:
    """One line under the calls; `tone` is a state ("soon" for an outage, "" for a notice), `icon` its shape."""

    text: Bilingual
    tone: str = ""
    icon: str = "speakerphone"


Source = Callable[[str, datetime], Iterable[News]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(institution_id, at)` gives the lines of a kind; called in the app's `ready`."""
    _sources.append(source)


def news_of(institution_id: str, *, at: datetime) -> list[News]:
    """Every line for an outlet at an instant, in the order in which their sources registered."""
    return [line for source in _sources for line in source(institution_id, at)]
