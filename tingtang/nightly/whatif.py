"""A policy tried before it is promulgated: the day's load with the values in force against changed ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from tingtang.manual.book import Rulebook
from tingtang.manual.book.units import write
from tingtang.nightly.night import Night, compute, date_of, night_values, opened, recompute
from tingtang.nightly.values import read_trial

_LOAD = """
SELECT
  m.manager_id AS manager, m.tier, count(*) AS cards, sum(len(json_extract(t.kinds, '$[*]'))) AS reasons,
  count(*) FILTER (WHERE NOT t.within_cap) AS beyond_cap
FROM task AS t
INNER JOIN maintained AS m ON t.customer_id = m.customer_id
GROUP BY m.manager_id, m.tier
"""

Load = dict[tuple[str, str], tuple[int, int, int]]


def what_if(
    folder: Path,
    book: Rulebook,
    pairs: Sequence[str],
    *,
    progress: Callable[[str, float], None] = lambda _step, _seconds: None,
) -> dict[str, Any]:
    """The summary of a dry run with `what_if` beside it; nothing is written. `pairs`: KEY=VALUE.

    Raises ValueError or UnknownValue on a pair that cannot be read.
    """
    values = night_values(date_of(folder), book)
    trial = read_trial(book, values.work_day, pairs)
    with opened(folder, values, progress=progress) as night, transaction.atomic():
        compute(night)
        summary = night.summary()
        before = _load(night)
        night.values = replace(values, changed=trial)
        recompute(night)
        after = _load(night)
        transaction.set_rollback(True)
    changed = {key: {"now": write(values.value(key)), "trial": write(value)} for key, value in trial.items()}
    return {**summary, "what_if": {"values": changed, "load": _compared(before, after)}}


def _load(night: Night) -> Load:
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in night.con.execute(_LOAD).fetchall()}


def _compared(before: Load, after: Load) -> list[dict[str, Any]]:
    """One entry per manager and tier, each figure as [now, trial]."""
    nothing = (0, 0, 0)
    rows = []
    for manager, tier in sorted({*before, *after}):
        now, then = before.get((manager, tier), nothing), after.get((manager, tier), nothing)
        figures = zip(("cards", "reasons", "beyond_cap"), now, then, strict=True)
        rows.append({"manager": manager, "tier": tier, **{name: [old, new] for name, old, new in figures}})
    return rows
