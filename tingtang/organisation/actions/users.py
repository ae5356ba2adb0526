"""Sign-ins: made, given passwords, unlocked, switched off. Each with its audit row."""

from __future__ import annotations

from datetime import datetime

from axes.utils import reset as axes_reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tingtang.audit.actions import record
from tingtang.organisation.models import PasswordHistory, Staff, User, UserSession
from tingtang.shared.text import Bilingual

WRONG_OLD = Bilingual("原密码不正确。", "The present password is not right.")


class UserExists(ValueError):
    """The name is taken, or the member of staff has a sign-in already."""


def _audit(by: str, at: datetime, action: str, user: User, **detail: object) -> None:
    place = user.staff.institution_id if user.staff else ""
    record(by=by, at=at, action=action, subject=("user", user.username), institution=place, detail=detail)


@transaction.atomic
def create_user(
    *, by: str, at: datetime, username: str, staff: Staff | None, password: str | None = None, temporary: bool = True
) -> User:
    """A sign-in for a member of staff. `temporary`: the password must be changed at the first sign-in.

    Without a password only single sign-on opens it. Raises UserExists, ValidationError on a weak password.
    """
    user = User(username=username, staff=staff)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    user.must_change_password = temporary and password is not None
    user.password_changed_at = at if password is not None else None
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        raise UserExists(f"{username}: the name is taken or {staff} has a sign-in already") from taken
    _audit(by, at, "user.create", user, staff_id=staff.staff_id if staff else "")
    return user


@transaction.atomic
def set_password(*, by: str, at: datetime, user: User, password: str, temporary: bool = False) -> None:
    """Give `user` a new password, keep the old one's hash, end every session of theirs. ValidationError when weak."""
    validate_password(password, user)
    if user.has_usable_password():
        PasswordHistory.objects.create(user=user, hash=user.password, until=at)
    user.set_password(password)
    user.must_change_password = temporary
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    UserSession.objects.filter(user=user).delete()
    _audit(by, at, "user.password", user, temporary=temporary)


def change_password(*, at: datetime, user: User, old: str, new: str) -> None:
    """One's own new password. Raises ValidationError naming the field: old is wrong, or new too weak."""
    if not user.check_password(old):
        raise ValidationError({"old": WRONG_OLD.pick("zh")}, code="wrong_old")
    try:
        set_password(by=user.staff_id or f"user:{user.username}", at=at, user=user, password=new)
    except ValidationError as weak:
        raise ValidationError({"new": weak.messages}) from weak


@transaction.atomic
def unlock(*, by: str, at: datetime, user: User) -> int:
    """Forget the failed attempts on a name; returns how many there were."""
    forgotten = int(axes_reset(username=user.username))
    _audit(by, at, "user.unlock", user, attempts=forgotten)
    return forgotten


@transaction.atomic
def set_active(*, by: str, at: datetime, user: User, active: bool) -> None:
    """Switch a sign-in on or off; off ends its sessions at their next request."""
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        UserSession.objects.filter(user=user).delete()
    _audit(by, at, "user.on" if active else "user.off", user)
