"""A bank of any number of customers, written by the database itself: for plans and for how long a page takes."""

from __future__ import annotations

from datetime import date

from django.db import connection

from tingtang.duties.actions import ensure_partitions
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import rebuild_tree
from tingtang.outreach.tests.people import MONDAY, TODAY

BRANCHES, OUTLETS, MANAGERS = 4, 10, 10  # outlets a branch, managers an outlet
PEOPLE = BRANCHES * OUTLETS * MANAGERS

CUSTOMERS = """
INSERT INTO customers_customer (customer_id, kind, name, home_institution_id, manager_id, id_type, id_no, phone,
    birth_date, birth_calendar, card, industry, assets, tier, last_reached_at, as_of)
SELECT 'K' || lpad(i::text, 8, '0'), 'P', '客户' || i, 'O' || (i % {places}), 'M' || (i % {people}), 'id_card',
    CASE WHEN i % 50 = 0 THEN '' ELSE '11010519491231002X' END, CASE WHEN i % 40 = 0 THEN '' ELSE '13812345678' END,
    DATE '1950-01-01' + (i * 7919 % 18000)::int, CASE WHEN i % 5 = 0 THEN 'lunar' ELSE 'solar' END, '', '',
    (i * 7919 % 10000000)::numeric,
    CASE WHEN i % 100 < 1 THEN 'private' WHEN i % 100 < 6 THEN 'wealth' WHEN i % 100 < 40 THEN 'wealth_management'
        ELSE 'ordinary' END,
    TIMESTAMPTZ '2026-11-22 10:00+08' - (i % 90) * INTERVAL '1 day', DATE '2026-11-22'
FROM generate_series(1, {rows}::bigint) AS i
"""
HOLDINGS = """
INSERT INTO customers_holding (customer_id, product_id, balance, maturity_on)
SELECT 'K' || lpad(i::text, 8, '0'), (ARRAY['deposit', 'fund', 'wealth'])[1 + (i + n) % 3], 10000 * n,
    CASE WHEN n = 1 THEN DATE '2026-11-23' + (i % 700)::int END
FROM generate_series(1, {rows}::bigint) AS i, generate_series(1, 2) AS n
"""
DUTIES = """
INSERT INTO duties_duty (kind, clause, subject_kind, subject_id, period_on, institution_id, owner_staff_id, owner_role,
    opened_at, show_at, due_at, due_provisional, state, evidence_kind, evidence_id, score, inputs, manual_version,
    clock)
SELECT 'attrition.asset_drop', 'A31.4', 'customer', 'K' || lpad(i::text, 8, '0'), DATE '2026-11-23',
    'O' || (i % {places}), 'M' || (i % {people}), '', TIMESTAMPTZ '2026-11-23 02:00+08',
    TIMESTAMPTZ '2026-11-23 02:00+08',
    TIMESTAMPTZ '2026-11-29 00:00+08', false, 'open', '', '', 0, '{{}}', 'test', '{{}}'
FROM generate_series(1, {rows}::bigint) AS i WHERE i % 200 = 0
"""


def fill(rows: int) -> None:
    """Institutions, people and so many customers with two holdings each; one in two hundred has a sign of leaving."""
    places = BRANCHES * OUTLETS
    Institution.objects.create(institution_id="P", kind="province", name="省")
    for n in range(BRANCHES):
        Institution.objects.create(institution_id=f"B{n}", parent_id="P", kind="branch", name=f"分行{n}")
    for n in range(places):
        Institution.objects.create(institution_id=f"O{n}", parent_id=f"B{n % BRANCHES}", kind="outlet", name=f"网点{n}")
    rebuild_tree()
    heads = [("HP", "P"), ("HB", "B0"), ("HO", "O0")]
    Staff.objects.bulk_create(
        [
            Staff(staff_id=f"M{n}", name=f"经理{n}", institution_id=f"O{n % places}", position=Position.WEALTH_MANAGER)
            for n in range(PEOPLE)
        ]
        + [
            Staff(
                staff_id=key, name=key, institution_id=place,
                position=Position.OUTLET_HEAD if place == "O0" else Position.BRANCH_HEAD,
            )
            for key, place in heads
        ]
    )  # fmt: skip
    ensure_partitions(first=date(2026, 10, 1), last=TODAY, by="system:test", at=MONDAY)
    with connection.cursor() as cursor:
        for kind in ("deposit", "fund", "wealth"):
            cursor.execute("INSERT INTO customers_product (product_id, type, name) VALUES (%s, %s, %s)", [kind] * 3)
        for statement in (CUSTOMERS, HOLDINGS, DUTIES):
            cursor.execute(statement.format(rows=rows, places=places, people=PEOPLE))
        cursor.execute("ANALYZE")
