"""What the calling screen tells besides calls: outages with their progress, then notices (A33.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tingtang.lobby.queries.broadcasts import OutageShown, shown_at
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE

ROOM = 3  # lines under the calls; an outage comes before any notice


@dataclass(frozen=True, slots=True)
class News:
    """One line; `tone` is a state ("soon" for an outage, "" for a notice), `icon` its shape."""

    text: Bilingual
    tone: str
    icon: str


def news_of(institution_id: str, *, at: datetime) -> list[News]:
    """The lines of an outlet at an instant: of each outage its last word with the time it was said, then notices."""
    now = shown_at(institution_id, at)
    notices = [News(Bilingual(one.zh, one.en), "", "speakerphone") for one in now.announcements]
    return [*(_outage(one) for one in now.outages if one.notes), *notices][:ROOM]


def _outage(shown: OutageShown) -> News:
    first, last = shown.notes[0], shown.notes[-1]
    said = f"{last.at.astimezone(ZONE):%H:%M}"
    if first is last:
        return News(Bilingual(f"{last.zh}（{said}）", f"{last.en} ({said})"), "soon", "tool")
    text = Bilingual(f"{first.zh}。进展（{said}）：{last.zh}", f"{first.en}. Progress ({said}): {last.en}")
    return News(text, "soon", "tool")
