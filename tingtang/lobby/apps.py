"""The room's Django configuration."""

from django.apps import AppConfig


class LobbyConfig(AppConfig):
    """tingtang.lobby"""

    name = "tingtang.lobby"
    label = "lobby"

    def ready(self) -> None:
        """Say who may follow the lobby's topics."""
        from tingtang.lobby.following import register_topics

        register_topics()
