"""What is asked of the counters: `p_wait<=0.5`, `wait<=10m:0.9`, `mean_wait<=3m`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TARGET = re.compile(
    r"(?P<p>p_wait)<=(?P<share>{n})|(?P<m>mean_wait)<=(?P<mean>{n})(?P<mu>[smh])|(?P<w>wait)<=(?P<t>{n})(?P<wu>[smh]):(?P<of>{n})".replace(
        "{n}", r"[0-9]{1,6}(?:\.[0-9]{1,6})?"
    )
)
MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0}


class TargetError(ValueError):
    """A target that cannot be read, or that no number of counters reaches."""


@dataclass(frozen=True, slots=True)
class Target:
    """`what` is limited: the share who wait, the mean wait (minutes), or the share called within `minutes`."""

    what: Literal["p_wait", "mean_wait", "wait"]
    limit: float
    minutes: float = 0.0


def read_target(text: str) -> Target:
    """The target as written; s, m and h are seconds, minutes and hours. Raises TargetError."""
    match = TARGET.fullmatch("".join(text.split()))
    if match is None:
        raise TargetError(f"target {text!r} is none of p_wait<=0.5, wait<=10m:0.9, mean_wait<=3m")
    if match["p"]:
        return Target("p_wait", _share(text, float(match["share"]), up_to_one=True))
    if match["m"]:
        mean = float(match["mean"]) * MINUTES[match["mu"]]
        if mean <= 0:
            raise TargetError(f"target {text!r}: no number of counters brings the mean wait to nought")
        return Target("mean_wait", mean)
    return Target("wait", _share(text, float(match["of"]), up_to_one=False), float(match["t"]) * MINUTES[match["wu"]])


def _share(text: str, share: float, *, up_to_one: bool) -> float:
    if share == 0 or share > 1:
        raise TargetError(f"target {text!r}: a share lies above 0 and is at most 1")
    if share == 1 and not up_to_one:
        raise TargetError(f"target {text!r}: no number of counters reaches everybody; ask for 0.99")
    return share
