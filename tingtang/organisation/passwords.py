"""Rules for a new password that Django does not bring: mixed characters, and none of the last ones."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from tingtang.organisation.models import PasswordHistory, User
from tingtang.shared.text import Bilingual

MIXED = Bilingual("密码须同时含有字母和数字。", "A password needs letters and digits.")
USED = Bilingual("不能使用最近 {last} 次用过的密码。", "The last {last} passwords may not be used again.")


def say(text: Bilingual) -> str:
    """The text in the language of the running request."""
    return text.pick("en" if (get_language() or "").startswith("en") else "zh")


class MixedValidator:
    """Letters and digits both."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002  # Django's signature
        """Raise ValidationError unless the password has a letter and a digit."""
        if not (any(c.isalpha() for c in password) and any(c.isdigit() for c in password)):
            raise ValidationError(say(MIXED), code="password_not_mixed")

    def get_help_text(self) -> str:
        """The rule in words."""
        return say(MIXED)


class HistoryValidator:
    """Neither the password in force nor one of those before it."""

    def __init__(self, last: int) -> None:
        self.last = last

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the password is one of the user's `last` passwords."""
        if not isinstance(user, User) or user.pk is None or self.last == 0:
            return
        earlier = PasswordHistory.objects.filter(user=user).order_by("-until")[: max(self.last - 1, 0)]
        for hashed in [user.password, *(row.hash for row in earlier)]:
            if check_password(password, hashed):
                raise ValidationError(say(USED).format(last=self.last), code="password_used_before")

    def get_help_text(self) -> str:
        """The rule in words."""
        return say(USED).format(last=self.last)
