"""How PostgreSQL finds customers: every way to search along its own index, whatever the number of customers."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from tingtang.customers.duplicates import _groups  # the groups of a run over all files
from tingtang.customers.models import Customer, NameKey, QualityFigure
from tingtang.customers.models.figures import PRINCIPLES
from tingtang.customers.quality import behind, of_place
from tingtang.customers.search import KEYS, _meant
from tingtang.organisation.access import Viewer, subtree, viewer_for
from tingtang.organisation.models import Institution, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.shared.identifiers import normal

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
MANY = 30_000


@pytest.fixture
def many(on_postgres: str) -> None:
    """So many customers of one manager, no two alike."""
    small_bank()
    person("M1", Position.WEALTH_MANAGER)
    signed_up(person("H", Position.BRANCH_HEAD, "B1"))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (customer_id, kind, name, home_institution_id, manager_id, id_type, id_no,"
            " phone, birth_calendar, card, industry, assets, tier, as_of) "
            "SELECT 'C' || n, 'P', '客户' || n, 'O1', 'M1', "
            "'id_card', lpad((n * 7919)::text, 18, '1'), "
            "'138' || lpad((n::bigint * 104729 %% 100000000)::text, 8, '0'), '', "
            "CASE WHEN n %% 500 = 0 THEN 'private' ELSE '' END, '', n, 'wealth', '2026-11-22' "
            "FROM generate_series(1, %s) AS n",
            [MANY],
        )
        cursor.execute(
            "INSERT INTO customers_namekey (customer_id, key, name, home_institution_id) "
            "SELECT customer_id, 'kehu' || substr(customer_id, 2), name, home_institution_id FROM customers_customer"
        )
        cursor.execute("ANALYZE customers_customer")
        cursor.execute("ANALYZE customers_namekey")


def head() -> Viewer:
    """The head of the branch that every customer is at home below."""
    return viewer_for(User.objects.get(username="H"), date(2026, 11, 23))


def test_a_head_s_search_for_a_name_that_all_bear_reads_no_more_keys_than_it_shows_customers(many: None) -> None:
    asked = _meant(head(), "客户", "客户")
    NameKey.objects.update(key=Concat(Value("客户"), "key"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE customers_namekey")
    plan = asked.explain(analyze=True)
    read = [int(rows) for rows in re.findall(r"on customers_namekey .*actual time=\S+ rows=(\d+)", plan)]
    assert max(read) <= KEYS, plan
    assert len(asked) == KEYS


@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        ("kehu12345", ["name_key_at_home"]),
        ("5678", ["customer_by_phone_tail", "customer_by_identity_tail"]),
        ("13812345678", ["customer_by_phone"]),
        ("11010519491231002X", ["customer_by_identity"]),
        ("C77", ["Index Cond: ((customer_id)::text"]),
    ],
)
def test_each_way_to_search_has_its_index(many: None, typed: str, indexes: list[str]) -> None:
    plan = _meant(head(), typed, normal(typed)).explain()
    for index in indexes:
        assert index in plan, plan
    for table in (Customer, NameKey):
        assert f"Seq Scan on {table._meta.db_table}" not in plan, plan


def test_a_head_finds_by_card_without_looking_at_everybody(many: None) -> None:
    found = Customer.objects.filter(card="private", home_institution__in=subtree(["P"])).order_by("-assets")[:51]
    plan = found.explain()
    assert "customer_by_card" in plan, plan
    assert "Seq Scan on customers_customer" not in plan, plan


def test_the_files_behind_a_number_are_found_without_those_that_are_as_they_should_be(many: None) -> None:
    zero = ", ".join(f"{one}_{part}" for one in PRINCIPLES for part in ("good", "of"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO customers_qualityfigure (customer_id, as_of, {zero}) SELECT customer_id, '2026-11-22', "
            "1, 1, 1, 1, 1, 1, 1, 1, 1, CASE WHEN assets < 20 THEN 2 ELSE 1 END FROM customers_customer"
        )
        cursor.execute("ANALYZE customers_qualityfigure")
    short = QualityFigure.objects.filter(of_place(Institution.objects.get(pk="P")), behind("confidential"))
    plan = short.order_by("pk")[:21].explain()
    assert "quality_short_confidential" in plan, plan
    assert short.count() == 19


def test_a_run_over_all_files_reads_no_more_of_them_than_are_alike(many: None) -> None:
    Customer.objects.filter(pk__in=["C1", "C2"]).update(id_no="11010519491231002X")
    groups = list(_groups(Customer.objects.exclude(id_no=""), "id_no"))
    assert [sorted(one.pk for one in group) for group in groups] == [["C1", "C2"]]
