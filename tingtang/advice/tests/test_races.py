"""Several at once, for real: threads on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from tests.races import at_once
from tingtang.advice.actions import close, disclose, give_up
from tingtang.advice.errors import AdviceError
from tingtang.advice.models import Sale, SaleEvent
from tingtang.advice.tests.shop import Shop, later

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
race = partial(at_once, refusals=AdviceError)


@pytest.fixture
def bank(on_each_database: str) -> Shop:
    shop = Shop()
    shop.assess(3)
    return shop


def test_the_same_recommendation_sent_at_once_is_one(bank: Shop) -> None:
    made = race(*[lambda: bank.advise(key="k1")] * 6)
    assert len({sale.pk for sale in made}) == 1 == Sale.objects.count()
    assert SaleEvent.objects.count() == 1


def test_a_sale_closed_and_given_up_at_once_ends_once(bank: Shop) -> None:
    sale = bank.advise()
    disclose(by="W1", at=later(hours=1), sale_id=sale.pk)
    given = {"by": "W1", "at": later(hours=2), "sale_id": sale.pk}
    results = race(*[lambda: close(**given), lambda: give_up(reason="再想想", **given)] * 3)
    assert Counter(type(one).__name__ for one in results) == {"Sale": 1, "Ended": 5}
    assert list(SaleEvent.objects.order_by("n").values_list("n", flat=True)) == [1, 2, 3]
