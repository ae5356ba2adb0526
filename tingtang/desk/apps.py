"""The room's Django configuration."""

from typing import Any

from django.apps import AppConfig


def _own_topic(user: Any, staff_id: str) -> bool:
    """A person follows their own duties on the live channel, nobody else's."""
    return bool(staff_id) and getattr(user, "staff_id", None) == staff_id


def _sees_jobs(user: Any, _key: str) -> bool:
    """Those who keep the installation running."""
    from django.utils import timezone

    from tingtang.organisation.access import viewer_for

    return viewer_for(user, timezone.localdate()).may("jobs.see")


class DeskConfig(AppConfig):
    """tingtang.desk"""

    name = "tingtang.desk"
    label = "desk"

    def ready(self) -> None:
        """Say who may follow what the pages of the desk follow."""
        from tingtang.live.topics import register

        register("staff", _own_topic)
        register("jobs", _sees_jobs)
