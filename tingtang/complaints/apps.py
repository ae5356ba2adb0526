"""The room's Django configuration."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """tingtang.complaints"""

    name = "tingtang.complaints"
    label = "complaints"

    def ready(self) -> None:
        """Say what of the trail and of the ledger is kept from whom, who does not hear of an overdue duty, and whose
        an empty seat of the routing table is."""
        from tingtang.complaints.standing import hears, kept_duties, kept_in_trail, untold
        from tingtang.duties.actions.escalating import KEPT_FROM as NOT_TOLD
        from tingtang.duties.actions.following import NAMED_FOR_POST
        from tingtang.duties.actions.ledger import UNTOLD
        from tingtang.duties.standing import KEPT_FROM as NO_DUTIES
        from tingtang.organisation.positions import Position
        from tingtang.organisation.trace import KEPT_FROM as NO_TRAIL

        NO_TRAIL.append(kept_in_trail)
        NO_DUTIES.append(kept_duties)
        NOT_TOLD.append(hears)
        UNTOLD.append(untold)
        NAMED_FOR_POST["complaint.seat"] = (Position.BRANCH_HEAD,)
