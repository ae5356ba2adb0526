"""The record of queries a page, and the comparison with it."""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = Path(__file__).with_name("query_counts.json")
RECORD = os.environ.get("TINGTANG_RECORD_QUERIES") == "1"
MOST = 15  # a page of the desk, whatever it shows


def held(name: str, queries: list[dict[str, str]]) -> None:
    """A page's queries against what is recorded of it."""
    recorded = json.loads(FILE.read_text()) if FILE.exists() else {}
    if RECORD:
        recorded[name] = len(queries)
        FILE.write_text(json.dumps(recorded, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    listing = "\n".join(query["sql"][:160] for query in queries)
    assert len(queries) <= recorded.get(name, 0), f"{name}: {len(queries)} queries\n{listing}"
    assert len(queries) <= MOST, listing
