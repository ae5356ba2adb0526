"""A34.1, A35, A36: who coordinates a complaint, by tier, unit, channel and department."""

from __future__ import annotations

from collections.abc import Sequence

from tingtang.manual.book.complaints import CaseFacts, Route, first_fit


def route(routes: Sequence[Route], facts: CaseFacts) -> Route:
    """The line of the table that counts. The loader lets no table in that has none for some facts.

    Raises ValueError for a code that the manual does not have.
    """
    found = first_fit(routes, facts)
    if found is None:
        raise ValueError(f"no line of the routing table fits {facts}")
    return found
