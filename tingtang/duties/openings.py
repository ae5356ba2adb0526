"""Putting an opening together: the facts a duty is opened with, and the clock of so many working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tingtang.duties.actions import Opening
from tingtang.manual.queries import value
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.clocks import due


def facts(on: date, /, **said: object) -> dict[str, dict[str, object]]:
    """The inputs of an opening, all of one day: {name: {"value": .., "as_of": ..}}."""
    return {name: {"value": one, "as_of": on.isoformat()} for name, one in said.items()}


@dataclass(frozen=True, slots=True)
class Within:
    """So many working days from an instant, by a value of the manual in force at an institution on a day.

    `called`: the name of the days among the facts.
    """

    start: datetime
    key: str
    on: date
    institution_id: str
    called: str = "working_days"

    @property
    def days(self) -> int:
        """How many working days."""
        return int(str(value(self.key, self.on, self.institution_id).value))

    def opening(self, kind: str, subject_id: str, said: Mapping[str, object], **fields: Any) -> Opening:
        """The opening that ends with them; the days are among its facts. Its period is the day unless `fields` says."""
        days = self.days
        ends = due(self.start, "working_days", days, calendar=working_calendar())
        return Opening(
            kind=kind,
            subject_id=subject_id,
            institution_id=self.institution_id,
            due_at=ends.due_at,
            due_provisional=ends.provisional,
            inputs=facts(self.on, **said, **{self.called: days}),
            clock={"start": self.start.isoformat(), "unit": "working_days", "n": days, "pauses": []},
            **{"period_on": self.on, **fields},
        )
