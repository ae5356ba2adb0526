"""Connections that stay open a thread and are asked whether they live only after standing idle.

A connection lent by a pool for each request, and asked each time, costs a third of a short call. Here every thread of
the web process (a handful) keeps its own. One that broke while in use fails one request and is replaced; one that
stood idle is asked first, so a restart of the database at night is not seen in the morning.
"""

from __future__ import annotations

from time import monotonic

from django.db.backends.postgresql import base

IDLE_SECONDS = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, asking less often."""

    _stood_since = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Before the first statement of a request."""
        if monotonic() - self._stood_since < IDLE_SECONDS:
            self.health_check_done = True
        else:
            super().close_if_health_check_failed()
        self._stood_since = monotonic()
