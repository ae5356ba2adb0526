"""The bank of the pages' tests, as of the running clock: views read it, and so must their data."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.desk.tests.bank import DeskBank


@pytest.fixture
def bank(db: None) -> DeskBank:
    made = DeskBank(timezone.now())
    made.keep_manual()
    return made


@pytest.fixture
def manager(client: Client, bank: DeskBank) -> Client:
    client.force_login(bank.user(bank.manager))
    return client


@pytest.fixture
def head(bank: DeskBank) -> Client:
    signed_in = Client()
    signed_in.force_login(bank.user(bank.head))
    return signed_in
