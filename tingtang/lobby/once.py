"""Requests that carry a key take effect once: the answer is kept in the transaction of what it answers.

The key is not asked for first. It is written with the effect, and where that is refused (the key is there already, or
the ticket has moved on because the first request did it) the first answer is looked up. So a first request, which
nearly all are, costs no question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from tingtang.live.pruning import drop_oldest
from tingtang.lobby.errors import OtherRequest
from tingtang.lobby.models import IdempotencyKey

KEPT_FOR = timedelta(days=3)  # a device may come back after a weekend


@dataclass(frozen=True, slots=True)
class Once:
    """A request with its key: of whom, for which operation, with what body."""

    actor: str
    key: str
    operation: str
    request_hash: str

    def params(self) -> dict[str, str]:
        """For the stage that keeps the answer."""
        return {
            "once_actor": self.actor,
            "once_key": self.key,
            "once_operation": self.operation,
            "once_hash": self.request_hash,
        }


@dataclass(frozen=True, slots=True)
class First:
    """The first answer: status, what it is of (a ticket's standing; None for nothing), and what else was told."""

    status: int
    of: dict[str, Any] | None
    told: dict[str, Any]


class Answered(Exception):
    """The request was answered before, of nothing (nobody waited) or with a refusal: `first` is that answer."""

    def __init__(self, first: First) -> None:
        super().__init__(first.status)
        self.first = first


def once_for(actor: str, key: str, operation: str, body: bytes) -> Once:
    """`operation` names the address with its ids. A repeated request has the same body, byte for byte."""
    return Once(actor, key, operation, hashlib.sha256(operation.encode() + b"\0" + body).hexdigest())


def first_answer(once: Once | None) -> First | None:
    """What the key was answered before; None for a new key or none. Raises OtherRequest when it was another request."""
    if once is None:
        return None
    row = IdempotencyKey.objects.filter(actor=once.actor, key=once.key).first()
    if row is None:
        return None
    if row.request_hash != once.request_hash:
        raise OtherRequest
    return First(row.status, row.answer["of"], row.answer["told"])


def first_of(once: Once | None) -> First | None:
    """`first_answer` with something it is of; raises Answered where it was of nothing."""
    first = first_answer(once)
    if first is not None and first.of is None:
        raise Answered(first)
    return first


def keep_answer(once: Once, *, status: int, told: Mapping[str, Any], at: datetime) -> First:
    """Keep an answer to a request that changed nothing (nobody waits, a state forbids it); the first one kept wins."""
    kept = IdempotencyKey(
        actor=once.actor,
        key=once.key,
        operation=once.operation,
        request_hash=once.request_hash,
        status=status,
        answer={"of": None, "told": dict(told)},
        at=at,
    )
    with transaction.atomic():
        IdempotencyKey.objects.bulk_create([kept], ignore_conflicts=True)
    return first_answer(once) or First(status, None, dict(told))


class KeyHeld(Exception):
    """Another request holds, or has used, this key."""


def hold_key(once: Once, *, at: datetime) -> IdempotencyKey:
    """Take the key before what it is for, in the same transaction; whoever comes second waits. Raises KeyHeld."""
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                actor=once.actor,
                key=once.key,
                operation=once.operation,
                request_hash=once.request_hash,
                status=200,
                answer={"of": None, "told": {}},
                at=at,
            )
    except IntegrityError as held:
        raise KeyHeld from held


def say_answer(held: IdempotencyKey, told: Mapping[str, Any]) -> First:
    """The answer that the key gives from now on."""
    held.answer = {"of": None, "told": dict(told)}
    held.save(update_fields=["answer"])
    return First(200, None, dict(told))


def prune(*, at: datetime) -> int:
    """Forget answers older than KEPT_FOR; how many."""
    return drop_oldest(IdempotencyKey, at - KEPT_FOR)
