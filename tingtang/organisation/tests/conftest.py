"""Fixtures of this room's tests."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The real algorithm at its lowest cost: the tests are about rules, not about how slow a guess is."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.{QuickArgon2.__name__}"]
