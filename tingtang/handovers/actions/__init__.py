"""Writing handovers. All keyword-only; one transaction each, audit inside."""

from tingtang.handovers.actions.proposing import end, propose
from tingtang.handovers.actions.settling import settle
from tingtang.handovers.actions.signing import sign
from tingtang.handovers.actions.taking import Mover, put_in_force

__all__ = ["Mover", "end", "propose", "put_in_force", "settle", "sign"]
