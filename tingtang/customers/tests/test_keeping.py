"""What is kept for a time only, and what is typed and not sent."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tingtang.customers.drafts import draft_of, drop_draft, keep_draft
from tingtang.customers.keeping import prune_asset_points, prune_typed
from tingtang.customers.models import AssetPoint, Customer, Draft, ImportBatch, RequestKey
from tingtang.customers.tests.test_information import AT, TODAY, make_bank, make_customer

pytestmark = pytest.mark.django_db
FORM = "information:C1:email"


@pytest.fixture
def bank(each_database: str) -> Customer:
    make_bank()
    return make_customer()


def draft(days: int = 0, by: str = "M1") -> dict[str, list[str]]:
    at = AT + timedelta(days=days)
    return draft_of(form=FORM, by=by, on=at.date(), at=at)


def test_a_draft_outlives_the_session_for_the_person_alone_and_goes_once_it_is_sent(bank: Customer) -> None:
    assert keep_draft(
        form=FORM, values={"value": ["a@b"], "csrfmiddlewaretoken": ["x"], "source": [""]}, by="M1", at=AT
    )
    assert draft() == {"value": ["a@b"]}
    assert draft(by="H1") == {}
    keep_draft(form=FORM, values={"value": ["a@b.cn"], "steps": ["", "second"]}, by="M1", at=AT)
    assert draft() == {"value": ["a@b.cn"], "steps": ["", "second"]}
    drop_draft(form=FORM, by="M1")
    assert draft() == {}


def test_an_emptied_form_leaves_no_draft_and_an_old_one_is_not_given_back(bank: Customer) -> None:
    keep_draft(form=FORM, values={"value": ["a@b.cn"], "steps": ["", "second"]}, by="M1", at=AT)
    assert draft(days=3) == {"value": ["a@b.cn"], "steps": ["", "second"]}
    assert draft(days=4) == {}
    assert not keep_draft(form=FORM, values={"value": ["  "]}, by="M1", at=AT)
    assert not Draft.objects.exists()


def test_what_was_typed_goes_when_its_time_has_passed(bank: Customer) -> None:
    keep_draft(form=FORM, values={"value": ["a@b.cn"], "steps": ["", "second"]}, by="M1", at=AT)
    RequestKey.objects.create(actor="M1", key="k", request_hash="h", at=AT)
    batch = ImportBatch.objects.create(
        made_by="M1", made_at=AT, file_name="a.csv", source="stated", rows=[{"row": 2}], good=1, bad=0
    )
    assert prune_typed(on=TODAY, at=AT) == 0
    later = AT + timedelta(days=5)
    assert prune_typed(on=later.date(), at=later) == 3
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == ("dropped", [])


def test_asset_points_are_kept_for_as_long_as_the_manual_says(bank: Customer) -> None:
    make_customer("C2")
    for days in (0, 1096, 1097, 2000):
        for key in ("C1", "C2"):
            AssetPoint.objects.create(customer_id=key, on=TODAY - timedelta(days=days), assets=Decimal(1))
    with CaptureQueriesContext(connection) as seen:
        assert prune_asset_points(on=TODAY) == 4
    assert min(AssetPoint.objects.values_list("on", flat=True)) == TODAY - timedelta(days=1096)
    assert any('"customer_id" IN' in query["sql"] for query in seen.captured_queries)  # along its key
    assert prune_asset_points(on=TODAY) == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"state": "taken", "ended_at": AT, "taken": 1, "rows": [{"row": 2}]},
        {"state": "taken", "ended_at": AT, "taken": 0},
        {"state": "dropped"},
        {"ended_at": AT},
        {"source": "core_bank"},
    ],
)
def test_a_file_keeps_no_rows_once_it_has_ended(bank: Customer, bad: dict[str, object]) -> None:
    given = {
        "made_by": "M1",
        "made_at": AT,
        "file_name": "a",
        "source": "stated",
        "good": 1,
        "bad": 0,
        "rows": [],
        **bad,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.create(**given)
