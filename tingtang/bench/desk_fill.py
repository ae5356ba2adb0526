"""A large desk for the benchmark: customers with names, keys, positions and contacts, and thirty days of duties.

Made inside PostgreSQL, whole tables at a time; the same number always gives the same customer. A manager has CUSTOMERS
customers however many there are in all: what grows is the bank, not anybody's portfolio.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from django.db import connection, transaction

from tingtang.bench.ledger import MANAGERS_PER_OUTLET, OUTLETS_PER_BRANCH, TASKS
from tingtang.bench.ledger import fill as organisation
from tingtang.customers.pinyin import keys
from tingtang.duties.actions import ensure_partitions, keep_manual
from tingtang.manual.queries import rulebook

CUSTOMERS = 200  # of a manager
CHUNK = 100_000
FAMILIES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
    "程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
FIRST = "思雅国梓建若海秀文静志欣明丽晓永德春家子"
SECOND = "远琴华涵平曦涛兰博怡强然"
PRODUCTS = (
    ("B-D", "deposit", "一年定期"),
    ("B-F", "fund", "成长精选混合"),
    ("B-W", "wealth", "日积月累"),
    ("B-I", "insurance", "安享年金"),
)

# {first} to {last}: numbers of customers; a customer's manager is the number modulo the managers, their rank the rest.
_NUMBERED = """
WITH numbered AS (
  SELECT n, abs(hashint4(n)) AS h, abs(hashint4(-n - 1)) AS g, n %% {managers} AS m, n / {managers} AS k
  FROM generate_series({first}, {last}) AS n
), placed AS (
  SELECT *, 'B' || m / {branch} || '-' || m %% {branch} / {outlet} AS place,
         'B' || m / {branch} || '-' || m %% {branch} / {outlet} || '-' || m %% {outlet} AS person,
         CASE WHEN k < 2 THEN 'private' WHEN k < 12 THEN 'wealth' WHEN k < 80 THEN 'wealth_management'
              ELSE 'ordinary' END AS tier
  FROM numbered
)
"""
_CUSTOMERS = """
INSERT INTO customers_customer (customer_id, kind, name, home_institution_id, manager_id, id_type, id_no, phone,
  birth_date, birth_calendar, risk_tolerance, risk_assessed_on, card, consent_call, consent_marketing, payroll,
  last_payroll_on, industry, key_account, created_on, assets, tier, last_reached_at, as_of)
SELECT 'C' || n, 'P', name.name, place, person, '', '', '1' || (3000000000 + h::bigint %% 6999999999),
  DATE '1950-01-01' + g %% 20000, 'solar', 1 + h %% 5, DATE '{today}' - g %% 500, '', true, true,
  false, NULL, '', false, DATE '2015-01-01' + h %% 3000,
  CASE tier WHEN 'private' THEN 9000000 WHEN 'wealth' THEN 3000000 WHEN 'wealth_management' THEN 300000
       ELSE 20000 END + h %% 10000, tier, NULL, DATE '{today}' - 1
FROM placed JOIN bench_name AS name ON name.i = g %% {names}
"""
_NAME_KEYS = """
INSERT INTO customers_namekey (customer_id, key, name, home_institution_id)
SELECT 'C' || n, key.key, key.name, place FROM placed JOIN bench_key AS key ON key.i = g %% {names}
"""
_HOLDINGS = """
INSERT INTO customers_holding (customer_id, product_id, balance, maturity_on)
SELECT 'C' || n, (ARRAY['B-D', 'B-F', 'B-W', 'B-I'])[1 + (h + j) %% 4], 10000 + h %% 90000, DATE '{today}' + h %% 300
FROM placed, generate_series(1, 2) AS j
"""
_POINTS = """
INSERT INTO customers_assetpoint (customer_id, "on", assets)
SELECT 'C' || n, DATE '{today}' - 7 * j, 20000 + h %% 90000 + j FROM placed, generate_series(1, 4) AS j
"""
_CONTACTS = """
INSERT INTO contacts_contact (customer_id, staff_id, at, channel, outcome, memo, need, next_on, source, key)
SELECT 'C' || n, person, TIMESTAMPTZ '{now}' - (h %% 30) * INTERVAL '1 day', 'phone', 'reached', '谈到期资金安排', '',
  NULL, 'app', 'bench' || n
FROM placed
"""
FILLED = (
    "customers_customer", "customers_namekey", "customers_holding", "customers_assetpoint", "contacts_contact",
    "duties_duty",
)  # fmt: skip
_INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_class AS t ON t.oid = i.indrelid
WHERE t.relname = ANY(%s) AND NOT i.indisunique AND NOT i.indisprimary
"""
# A duty for each interval of the tier within thirty days: those that fell due are met or missed, the last one is open.
_DUTIES = """
, owed AS (
  SELECT *, CASE tier WHEN 'private' THEN 7 WHEN 'wealth' THEN 14 ELSE 30 END AS days,
         CASE tier WHEN 'private' THEN 'contact.private' WHEN 'wealth' THEN 'contact.wealth'
              ELSE 'contact.maintained' END AS kind
  FROM placed
), each AS (
  SELECT owed.*, j, DATE '{today}' + h %% days - days * j AS last_day,
         (DATE '{today}' + h %% days - days * j + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS due_at,
         CASE WHEN j = 0 THEN 'open' WHEN g %% 10 = 0 THEN 'missed' ELSE 'met' END AS state
  FROM owed, generate_series(0, 4) AS j WHERE j <= 30 / days
)
INSERT INTO duties_duty (kind, clause, subject_kind, subject_id, period_on, institution_id, owner_staff_id, owner_role,
  opened_at, show_at, due_at, due_provisional, lapses_at, closed_at, state, evidence_kind, evidence_id, score, inputs,
  manual_version, clock)
SELECT kind, CASE WHEN kind = 'contact.maintained' THEN 'A21.2c' ELSE 'A31.2a' END, 'customer', 'C' || n,
  last_day - days + 1, place, person, '', due_at - days * INTERVAL '1 day', due_at - days / 2 * INTERVAL '1 day',
  due_at, false, due_at, CASE state WHEN 'met' THEN due_at - INTERVAL '5 hours' WHEN 'missed' THEN due_at END, state,
  CASE WHEN state = 'met' THEN 'contact' ELSE '' END, CASE WHEN state = 'met' THEN n::text ELSE '' END, g %% 100,
  jsonb_build_object('tier', jsonb_build_object('value', tier, 'as_of', last_day - days),
    'assets', jsonb_build_object('value', '300000.00', 'as_of', last_day - days),
    'interval_days', jsonb_build_object('value', days, 'as_of', last_day - days),
    'last_reached_on', jsonb_build_object('value', last_day - days, 'as_of', last_day - days)), '{version}', '{{}}'
FROM each
"""
# What an outlet's head owes by their position: ten a day, so that a page that asks for one's roles has others' to skip.
_ROLE_DUTIES = """
INSERT INTO duties_duty (kind, clause, subject_kind, subject_id, period_on, institution_id, owner_staff_id, owner_role,
  opened_at, show_at, due_at, due_provisional, lapses_at, closed_at, state, evidence_kind, evidence_id, score, inputs,
  manual_version, clock)
SELECT 'checklist.outlet.opening_round', 'A38.1', 'outlet', institution_id || '/' || n, at::date, institution_id, NULL,
  'outlet_head', at, at, at + INTERVAL '1 day', false, at + INTERVAL '1 day',
  CASE WHEN j > 0 THEN at + INTERVAL '9 hours' END, CASE WHEN j > 0 THEN 'met' ELSE 'open' END,
  CASE WHEN j > 0 THEN 'checklist' ELSE '' END, CASE WHEN j > 0 THEN n::text ELSE '' END, 10, '{}', %s, '{}'
FROM organisation_institution, generate_series(1, 10) AS n, generate_series(0, 29) AS j,
  LATERAL (SELECT (%s::date - j)::timestamp AT TIME ZONE 'Asia/Shanghai' AS at) AS day
WHERE kind = 'outlet'
"""


def fill(customers: int, at: datetime, today: date) -> int:
    """Fill an empty, migrated PostgreSQL database with so many customers; returns how many managers they have."""
    branch = OUTLETS_PER_BRANCH * MANAGERS_PER_OUTLET
    branches = max(1, customers // (branch * CUSTOMERS))
    managers = branches * branch
    organisation(0, branches)
    book = rulebook()
    with transaction.atomic():
        ensure_partitions(first=today - timedelta(days=90), last=today + timedelta(days=90), by="system:bench", at=at)
        keep_manual(book=book, by="system:bench", at=at)
    names = _names()
    given = {
        "managers": managers, "branch": branch, "outlet": MANAGERS_PER_OUTLET, "names": names,
        "today": today.isoformat(), "now": at.isoformat(), "version": book.version,
    }  # fmt: skip
    with connection.cursor() as cursor, _in_bulk(cursor):
        for first in range(0, customers, CHUNK):
            said = {**given, "first": first, "last": min(first + CHUNK, customers) - 1}
            for statement in (_CUSTOMERS, _NAME_KEYS, _HOLDINGS, _POINTS, _CONTACTS, _DUTIES):
                cursor.execute((_NUMBERED + statement).format(**said).replace("%%", "%"))
        cursor.execute(_ROLE_DUTIES, [book.version, today])
    with connection.cursor() as cursor:
        cursor.execute(TASKS, [today, at])
        cursor.execute("VACUUM (ANALYZE)")
    return managers


def _names() -> int:
    """Every name with its keys as plain tables; how many names."""
    every = ["".join(parts) for parts in product(FAMILIES, FIRST, SECOND)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE bench_name (i int PRIMARY KEY, name text)")
        cursor.execute("CREATE UNLOGGED TABLE bench_key (i int, name text, key text)")
        cursor.execute(
            "INSERT INTO bench_name SELECT i - 1, name FROM unnest(%s::text[]) WITH ORDINALITY AS t(name, i)", [every]
        )
        pairs = [(i, name, key) for i, name in enumerate(every) for key in sorted(keys(name))]
        columns: list[list[Any]] = [list(column) for column in zip(*pairs, strict=True)]
        cursor.execute("INSERT INTO bench_key SELECT * FROM unnest(%s::int[], %s::text[], %s::text[])", columns)
        cursor.execute("CREATE INDEX ON bench_key (i)")
        cursor.executemany(
            "INSERT INTO customers_product (product_id, type, name, risk) VALUES (%s, %s, %s, 2)", PRODUCTS
        )
    return len(every)


@contextmanager
def _in_bulk(cursor: Any) -> Iterator[None]:
    """Meanwhile no foreign key is looked up, and indexes that hold no constraint are built once, at the end."""
    cursor.execute(_INDEXES, [list(FILLED)])
    built = cursor.fetchall()
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for name, _ in built:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, made in built:
        cursor.execute(made.replace(" ON ONLY ", " ON "))
    cursor.execute("SET session_replication_role = origin")
