"""Whose password it is. django-axes stands before this and refuses a locked name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from tingtang.organisation.models import User


class StaffBackend:
    """Signs in by name and password, and loads the user of a session together with its member of staff."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  # Django's signature
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The active user with this name and password, or None."""
        if username is None or password is None:
            return None
        user = User.objects.select_related("staff").filter(username=username).first()
        if user is None:
            make_password(password)  # takes as long as a wrong password, so that timing does not tell who exists
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, in one query with the staff row; switched-off users have none."""
        return User.objects.select_related("staff").filter(pk=user_id, is_active=True).first()
