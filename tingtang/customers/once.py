"""Requests of the interface that carry a key take effect once: the answer is kept with what it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tingtang.customers.errors import OtherRequest
from tingtang.customers.models import RequestKey

Answer = dict[str, Any]


def once(*, actor: str, key: str, operation: str, body: bytes, at: datetime, act: Callable[[], Answer]) -> Answer:
    """Do `act` under a key, in one transaction with its answer; a repeated request gets the first answer.

    The key is taken before the act: of two at the same time the second waits, then finds the answer. A refused act
    leaves no key. Without a key it is simply done. Raises OtherRequest when the key was used for something else.
    """
    if not key:
        return act()
    asked = hashlib.sha256(operation.encode() + b"\0" + body).hexdigest()
    try:
        with transaction.atomic():
            held = RequestKey.objects.create(actor=actor, key=key, request_hash=asked, at=at)
            held.answer = answer = act()
            held.save(update_fields=["answer"])
            return answer
    except IntegrityError:
        found = RequestKey.objects.filter(actor=actor, key=key).first()
        if found is None:
            raise
    if found.request_hash != asked:
        raise OtherRequest
    return dict(found.answer)
