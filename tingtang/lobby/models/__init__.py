"""Counters, tickets with their append-only log, ratings, care, and what was answered to whom."""

from tingtang.lobby.models.counters import Counter, CounterStep
from tingtang.lobby.models.records import Care, IdempotencyKey, Rating
from tingtang.lobby.models.tickets import Sequence, Step, Ticket

__all__ = ["Care", "Counter", "CounterStep", "IdempotencyKey", "Rating", "Sequence", "Step", "Ticket"]
