"""Nothing typed is lost on a lost session: each form into which sentences are typed keeps its draft (drafts.js)."""

from __future__ import annotations

import re
from pathlib import Path

import tingtang.desk

PAGES = Path(tingtang.desk.__file__).parent / "jinja2" / "desk"
ROOMS = {"advice", "bookings", "contacts", "customers", "duties", "handovers", "outreach", "referrals"}
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
# Where sentences go: a text area, or a line that may be longer than a name.
SENTENCES = re.compile(r"<textarea|part\.area\(|maxlength=\"(?:1[2-9]\d|[2-9]\d\d|\d{4,})\"")
# A row of a table has a line for a note: as many drafts as guests would be as many questions when the page opens.
NOT_KEPT = {"outreach/campaign.html": 1, "duties/excuses.html": 1}


def test_each_form_of_sentences_keeps_a_draft() -> None:
    found = {}
    for page in sorted(PAGES.rglob("*.html")):
        place = f"{page.parent.name}/{page.name}"
        if page.parent.name not in ROOMS:
            continue
        posted = [one for one in FORM.findall(page.read_text()) if 'method="post"' in one]
        bare = [one for one in posted if SENTENCES.search(one) and "ui.draft(" not in one]
        if len(bare) != NOT_KEPT.get(place, 0):
            found[place] = [one[:120] for one in bare]
    assert not found


def test_no_two_forms_share_a_draft() -> None:
    keys = [key for page in PAGES.rglob("*.html") for key in re.findall(r"ui\.draft\((\"[^,]+),", page.read_text())]
    assert len(keys) == len(set(keys))
    assert len(keys) > 20
