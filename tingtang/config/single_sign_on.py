"""allauth's single sign-on without its providers at start-up."""

from __future__ import annotations

from allauth.socialaccount.apps import SocialAccountConfig


class SocialAccounts(SocialAccountConfig):  # type: ignore[misc]  # allauth is untyped
    """allauth.socialaccount; its providers, and `requests` with them, are loaded with the addresses that use them.

    A night, a worker or a command answers no browser and starts without.
    """

    def ready(self) -> None:
        """Connect the checks, as allauth does."""
        from allauth.socialaccount import checks  # noqa: F401
