"""The five figures of a file, their sums, and that both are what the definitions say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tingtang.audit import actions as audit
from tingtang.customers.actions import confirm_fields, state_field
from tingtang.customers.duplicates import find_pairs
from tingtang.customers.information import latest_entries
from tingtang.customers.models import Customer, QualityFigure, QualitySum
from tingtang.customers.models.figures import PRINCIPLES
from tingtang.customers.quality import Figure, Looks, five, renew_figures, short_fields
from tingtang.customers.tests.test_information import AT, TODAY, make_bank, make_customer
from tingtang.manual.queries import rulebook
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(each_database: str) -> Customer:
    make_bank()
    return make_customer()


def figures(key: str = "C1", **more: Any) -> dict[str, tuple[int, int]]:
    entries = latest_entries([key]).get(key, {})
    found = five(Customer.objects.get(pk=key), entries, more.pop("looks", Looks()), TODAY, rulebook(), **more)
    return {name: (one.good, one.of) for name, one in found.items()}


def test_a_phone_that_nobody_confirmed_for_years_is_stated_but_not_current(bank: Customer) -> None:
    now = figures()
    assert now["true"] == (5, 5)  # name, kind and number of the identity, phone, the birth that the number tells
    assert now["current"] == (0, 1)
    confirm_fields(customer_id="C1", fields=["phone"], source="stated", by="M1", at=AT)
    assert figures()["current"] == (1, 1)


def test_a_value_that_replaced_a_confirmed_one_is_nobody_s(bank: Customer) -> None:
    confirm_fields(customer_id="C1", fields=["phone"], source="stated", by="M1", at=AT)
    Customer.objects.update(phone="13900001111")
    entries = latest_entries(["C1"])["C1"]
    assert figures()["true"] == (4, 5)
    assert short_fields(Customer.objects.get(), entries, TODAY, rulebook())["true"] == ("phone",)


def test_a_number_whose_digits_cannot_be_is_neither_true_nor_accurate(bank: Customer) -> None:
    Customer.objects.update(phone="12")
    now = figures()
    assert now["true"][0] == now["true"][1] - 1
    assert now["accurate"] == (5, 6)


def test_complete_counts_what_the_tier_needs_and_a_company_has_no_birthday(bank: Customer) -> None:
    # name, phone, identity, birth; not the calendar, the consent to calls, the risk and its day
    assert figures()["complete"] == (4, 8)
    Customer.objects.update(tier="private")
    assert figures()["complete"] == (4, 9)
    Customer.objects.update(tier="wealth", kind="C")
    assert figures()["complete"][1] == 6


def test_a_file_in_an_open_pair_is_not_told_apart(bank: Customer) -> None:
    assert figures()["accurate"] == (6, 6)
    assert figures(paired=True)["accurate"] == (5, 6)


def test_looks_of_others_count_as_far_as_they_say_by_what_right(bank: Customer) -> None:
    place = {"at": AT, "subject": ("customer", "C1")}
    audit.log_read(by="M1", action="customer.read", **place)
    audit.log_read(by="H1", action="customer.read", tie="head", **place)
    audit.log_read(by="H1", action="record.read", **place)
    audit.log_read(by="H1", action="customer.search.identity", **place)
    with transaction.atomic():
        audit.reveal(by="H1", field="phone", reason="核对来电", **place)
    audit.log_read(by="H1", action="customer.read", at=AT - timedelta(days=40), subject=("customer", "C1"))
    renew_figures(on=TODAY)
    row = QualityFigure.objects.get()
    assert (row.confidential_good, row.confidential_of) == (2, 3)


def test_sums_are_those_of_the_files_for_each_manager_and_every_place_above(bank: Customer) -> None:
    person("M2", Position.WEALTH_MANAGER, "O2")
    make_customer("C2", id_no="", phone="", home_institution_id="O2", manager_id="M2")
    make_customer("C3", id_no="", home_institution_id="O2", phone="")
    make_customer("C4", manager_id=None)
    state_field(customer_id="C3", field="email", value="a@b.cn", source="stated", by="M1", at=AT)
    assert renew_figures(on=TODAY) == 3

    def total(**of: Any) -> dict[str, tuple[int, int]]:
        row = QualitySum.objects.get(**of)
        return {one: (getattr(row, f"{one}_good"), getattr(row, f"{one}_of")) for one in PRINCIPLES}

    def added(*keys: str) -> dict[str, tuple[int, int]]:
        found = [figures(key) for key in keys]
        return {one: (sum(f[one][0] for f in found), sum(f[one][1] for f in found)) for one in PRINCIPLES}

    assert total(staff="M1") == added("C1", "C3")
    assert total(institution="O2") == added("C2", "C3")
    assert total(institution="B1") == total(institution="P") == added("C1", "C2", "C3")
    assert QualitySum.objects.get(institution="P").customers == 3


def test_a_second_run_writes_no_file_and_a_month_keeps_its_last_sums(bank: Customer) -> None:
    renew_figures(on=TODAY)
    assert renew_figures(on=TODAY) == 0
    state_field(customer_id="C1", field="email", value="a@b.cn", source="stated", by="M1", at=AT)
    assert renew_figures(on=TODAY + timedelta(days=9)) == 1
    months = list(QualitySum.objects.filter(staff="M1").order_by("month").values_list("month", "true_of"))
    assert months == [(TODAY.replace(day=1), 5), ((TODAY + timedelta(days=9)).replace(day=1), 6)]


def test_who_lost_the_manager_counts_nowhere(bank: Customer) -> None:
    renew_figures(on=TODAY)
    Customer.objects.update(manager=None)
    renew_figures(on=TODAY)
    assert not QualityFigure.objects.exists()
    assert not QualitySum.objects.exists()


def test_a_pair_lowers_both_files_until_somebody_settles_it(bank: Customer) -> None:
    make_customer("C2")
    find_pairs(on=TODAY)
    renew_figures(on=TODAY)
    assert list(QualityFigure.objects.values_list("accurate_good", "accurate_of")) == [(5, 6), (5, 6)]


def test_the_queries_of_a_run_grow_with_chunks_and_not_with_files(bank: Customer) -> None:
    for n in range(2, 30):
        make_customer(f"C{n}", id_no="", phone="")
    with CaptureQueriesContext(connection) as seen:
        renew_figures(on=TODAY)
    assert len(seen.captured_queries) < 30


@pytest.mark.parametrize("bad", [{"true_good": 2, "true_of": 1}, {"confidential_good": 1}])
def test_more_cannot_be_good_than_there_is(bank: Customer, bad: dict[str, int]) -> None:
    counts = {f"{one}_{part}": 0 for one in PRINCIPLES for part in ("good", "of")}
    with pytest.raises(IntegrityError), transaction.atomic():
        QualityFigure.objects.create(customer=bank, as_of=TODAY, **counts | bad)
    sums = {"month": TODAY, "as_of": TODAY, "customers": 1, **counts}
    with pytest.raises(IntegrityError), transaction.atomic():
        QualitySum.objects.create(staff_id="M1", **sums | bad)
    with pytest.raises(IntegrityError), transaction.atomic():
        QualitySum.objects.create(staff_id="M1", institution_id="O1", **sums)


def test_a_figure_knows_how_much_falls_short() -> None:
    assert Figure(3, 5).short == 2
