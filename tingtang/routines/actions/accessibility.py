"""How people with disabilities come in and are served, recorded so that it can be shown (A3.5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.routines.errors import BadInput
from tingtang.routines.keeping import noted, text
from tingtang.routines.models import Accessibility
from tingtang.shared.text import Bilingual

NO_WAY = Bilingual(
    "没有无障碍通道的，须写明求助电话或门铃（A3）",
    "without a barrier-free way in, say how staff are called outside (A3)",
)
BOTH = Bilingual("补充说明须中英文都写", "the note is written in both languages")
FEATURES = ("way_in", "low_counter", "wheelchair", "reading_aid", "hearing_aid", "parking")


@transaction.atomic
def record_accessibility(
    *,
    institution_id: str,
    by: str,
    at: datetime,
    way_in: bool,
    low_counter: bool = False,
    wheelchair: bool = False,
    reading_aid: bool = False,
    hearing_aid: bool = False,
    parking: bool = False,
    bell: str = "",
    note_zh: str = "",
    note_en: str = "",
) -> Accessibility:
    """What there is now; what was recorded before stays as history. `bell`: how staff are called outside.

    Raises BadInput naming the field.
    """
    bell = text("bell", bell, 40, needed=False)
    if not way_in and not bell:
        raise BadInput("bell", NO_WAY)
    notes = text("note_zh", note_zh, 200, needed=False), text("note_en", note_en, 200, needed=False)
    if bool(notes[0]) != bool(notes[1]):
        raise BadInput("note_en" if notes[0] else "note_zh", BOTH)
    made = Accessibility.objects.create(
        institution_id=institution_id, at=at, by=by, way_in=way_in, bell=bell, low_counter=low_counter,
        wheelchair=wheelchair, reading_aid=reading_aid, hearing_aid=hearing_aid, parking=parking, note_zh=notes[0],
        note_en=notes[1],
    )  # fmt: skip
    there = [name for name in FEATURES if getattr(made, name)]
    noted("accessibility.record", made, institution=institution_id, by=by, at=at, there=there)
    return made
