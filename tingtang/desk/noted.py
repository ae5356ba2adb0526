"""Why something happened to a duty, for a page."""

from __future__ import annotations

from tingtang.desk.language import lang
from tingtang.desk.names import people
from tingtang.organisation.words import reason_said


def noted(reason: object) -> str:
    """The reason of an event in the reader's language where the system wrote it; a person's own words as they are."""
    return reason_said(str(reason or ""), lang(), lambda who: people([who])[who])
