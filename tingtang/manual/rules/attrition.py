"""What the signals of attrition share (A31.4): once a month each, talked about within the days to retain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import month_start, work_day


def signal(kind: str, values: Values, as_of: date, inputs: Mapping[str, Any]) -> Decision:
    """The duty that a signal raises."""
    today = work_day(as_of)
    return Decision(kind, month_start(today), today + timedelta(days=values["attrition.retain_days"]), today, inputs)


def window_start(values: Values, as_of: date) -> date:
    """The first day of the window that is watched."""
    return as_of - timedelta(days=values["attrition.window_days"])
