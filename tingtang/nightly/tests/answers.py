"""What customers answered, in the ledger of information, for nights that read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from tingtang.customers.models import Customer, InformationEntry
from tingtang.organisation.models import Institution

Answer = tuple[str, str, str, date | None]  # customer, field of the ledger, value, until


def keep_answers(answers: Iterable[Answer]) -> None:
    """Write them, with the customers that they need."""
    place, _ = Institution.objects.get_or_create(institution_id="P", defaults={"kind": "province", "name": "省行"})
    for customer_id, field, value, until in answers:
        facts = {"kind": "P", "home_institution": place, "assets": Decimal(0), "tier": "wealth"}
        Customer.objects.get_or_create(customer_id=customer_id, defaults={**facts, "as_of": date(2020, 1, 1)})
        InformationEntry.objects.create(
            customer_id=customer_id, field=field, value=value, source="stated", by="M1",
            at=datetime(2020, 1, 1, tzinfo=UTC), confirmed_until=until,
        )  # fmt: skip
