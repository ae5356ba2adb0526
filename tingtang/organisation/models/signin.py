"""Sign-ins, their sessions, and the tokens of devices and systems."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from tingtang.organisation.models.institutions import Institution
from tingtang.organisation.models.people import Staff
from tingtang.organisation.positions import Position


class UserManager(BaseUserManager["User"]):
    """Creates sign-ins."""

    def create_user(self, username: str, password: str | None = None, staff: Staff | None = None) -> User:
        """A sign-in; without a password it can only come in by single sign-on."""
        user = self.model(username=username, staff=staff)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A sign-in. What it may do follows from its staff member's position and institution."""

    username = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=120, blank=True, default="")
    staff = models.OneToOneField(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.username


class PasswordHistory(models.Model):
    """An earlier password's hash, so that it is not taken again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=255)
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "password history"
        indexes = [models.Index(fields=["user", "-until"], name="password_history_of")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.until}"


class UserSession(models.Model):
    """A session in which a user is signed in. Ended here, it ends in every server process at its next request."""

    session_key = models.CharField(primary_key=True, max_length=40)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    agent = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["user", "started_at"], name="session_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at}"


class Token(models.Model):
    """A bearer token of a device or another system; only its hash is kept. It acts as one position at one place."""

    name = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hex")
    position = models.CharField(max_length=32, choices=Position.choices)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="last used, to some minutes")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=64, blank=True, default="")
    revoke_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["institution", "-created_at"], name="token_of_institution")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="", revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="") & ~Q(revoke_reason="")),
                name="token_revoked_by_someone_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
