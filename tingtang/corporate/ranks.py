"""Who must go along (A23.4): the rank of a team by the client's size and the level of whom is met. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def rank(ranks: Sequence[str], position: str) -> int:
    """Where a position stands, lowest 0; one that is not among them counts as the lowest."""
    return ranks.index(position) if position in ranks else 0


def wanted(ranks: Sequence[str], by_size: str, by_level: str) -> str:
    """The position that somebody on the team must have at least: the higher of the two."""
    return max(by_size, by_level, key=lambda position: rank(ranks, position))


def enough(ranks: Sequence[str], least: str, team: Iterable[str]) -> bool:
    """Whether somebody of the team has that rank."""
    return any(rank(ranks, position) >= rank(ranks, least) for position in team)
