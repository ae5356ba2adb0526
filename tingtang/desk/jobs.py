"""What joins rooms by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.desk.handovers.handing import begin_handovers
from tingtang.jobs.registry import Run, job, scheduled


# Each handover in its own transaction: one that fails keeps no other from its day.
@scheduled("5 0 * * *")
@job("handovers.begin")
def begin(run: Run) -> None:
    """Signed handovers come into force as their day begins."""
    begin_handovers(run.at)
