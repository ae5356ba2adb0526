"""Who may follow what. The room that owns a kind of topic registers its rule; without a rule it is open to nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

Rule = Callable[[Any, str], bool]
_rules: dict[str, Rule] = {}
_public: set[str] = set()


class NotAllowed(PermissionError):
    """A topic that this person may not follow."""


def register(kind: str, rule: Rule, *, public: bool = False) -> None:
    """`rule(user, key)` says whether the signed-in `user` may follow `kind:key`; called in the room's `ready`.

    `public`: nobody need be signed in, because the key itself is the right (long and random).
    """
    _rules[kind] = rule
    if public:
        _public.add(kind)


def all_public(topics: Collection[str]) -> bool:
    """Whether every topic may be followed by whoever knows its key; none at all is nothing to follow."""
    return bool(topics) and all(topic.partition(":")[0] in _public for topic in topics)


def allowed(user: Any, topic: str) -> bool:
    """Whether `user` may follow `topic`."""
    kind, _, key = topic.partition(":")
    rule = _rules.get(kind)
    return rule is not None and bool(key) and rule(user, key)


def require(user: Any, topics: Iterable[str]) -> None:
    """Raises NotAllowed with the first topic that `user` may not follow."""
    for topic in topics:
        if not allowed(user, topic):
            raise NotAllowed(topic)
