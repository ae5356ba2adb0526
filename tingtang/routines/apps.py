"""The room's Django configuration."""

from collections.abc import Collection
from datetime import datetime

from django.apps import AppConfig


class RoutinesConfig(AppConfig):
    """tingtang.routines"""

    name = "tingtang.routines"
    label = "routines"

    def ready(self) -> None:
        """Hear of changed posts: a new head's licences are to be replaced at once (A4.2)."""
        from tingtang.organisation.posts import on_change

        on_change(_heads_changed)


def _heads_changed(*, institutions: Collection[str] | None, by: str, at: datetime) -> None:
    from tingtang.routines.actions import check_heads
    from tingtang.shared.times import business_date

    check_heads(on=business_date(at), by=by, at=at, institutions=institutions)
