"""The built style sheet: small, and with every class of Tabler that a page names."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tingtang.desk.assets import DIST

ROOT = Path(__file__).parents[3]
TABLER = ROOT / "assets/node_modules/@tabler/core/dist/css/tabler.min.css"
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
LARGEST = 200_000  # bytes; the whole of Tabler alone is 600 000


@pytest.fixture(scope="module")
def built() -> str:
    manifest = json.loads((DIST / "manifest.json").read_text())
    return (DIST / manifest["style.css"]).read_text()


def named_by_pages() -> set[str]:
    """Words that stand in the class attributes of the templates."""
    pages = (file.read_text() for file in (ROOT / "tingtang").glob("*/jinja2/**/*.html"))
    return {
        word for page in pages for text in re.findall(r'class="([^"]*)"', page) for word in re.findall(r"[\w-]+", text)
    }


def test_no_class_of_tabler_that_a_page_names_is_missing(built: str) -> None:
    wanted = named_by_pages() & set(CLASS.findall(TABLER.read_text()))
    assert {"btn", "btn-primary", "form-control", "form-select"} <= wanted
    assert wanted - set(CLASS.findall(built)) == set()


def test_what_no_page_names_is_left_out(built: str) -> None:
    assert len(built.encode()) < LARGEST
    assert ".offcanvas" not in built
    assert ".carousel" not in built
