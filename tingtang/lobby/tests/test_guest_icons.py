"""Every icon that the customers' pages name is in the sprite."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tingtang.lobby.views import guest_words as words

ROOT = Path(__file__).resolve().parents[3]
NAMED = re.compile(r'ui\.icon\("([a-z0-9-]+)"')


def named() -> set[str]:
    templates = (ROOT / "tingtang/lobby/jinja2/lobby").glob("*.html")
    found = {name for file in templates for name in NAMED.findall(file.read_text())}
    rows = [*words.TOPICS, *words.CHANNELS.values(), *words.NEEDS, *words.LANGUAGES, *words.ASSISTANCE]
    return found | {one.icon for one in rows} | set(words.BUSINESS_ICONS.values()) | {one[2] for one in words.LEVELS}


def test_every_icon_is_in_the_sprite() -> None:
    sprite = set(json.loads((ROOT / "assets/icons.json").read_text()))
    assert len(named()) > 30
    assert named() - sprite == set()
