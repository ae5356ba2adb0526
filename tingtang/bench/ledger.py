"""A ledger of any size for benchmarks and plans: institutions, staff and duties of two years, made inside PostgreSQL.

The same row number always gives the same duty. Days are counted back from TODAY.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import ZONE

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
OUTLETS_PER_BRANCH = 25
MANAGERS_PER_OUTLET = 10
CHUNK = 250_000

# One duty a row number: due on a day of the last two years or the coming month; those due long ago are final for the
# greater part, a few of those owed until done are still open; those due in the coming days are open for the most part.
DUTIES = """
WITH numbered AS (
  SELECT n, abs(hashint4(n)) AS h, abs(hashint4(n + 1)) AS g, abs(hashint4(-n)) AS k FROM generate_series(%s, %s) AS n
), placed AS (
  SELECT n, h, g, %s::date + 30 - (k %% 760) AS last_day, 'B' || (g %% %s) || '-' || (g / 7 %% %s) AS outlet,
         (g / 300 %% %s) AS person, (h %% 10) AS which, (h / 10 %% 100) AS luck
  FROM numbered
), kinded AS (
  SELECT *, CASE WHEN which < 5 THEN 'contact.maintained' WHEN which < 7 THEN 'contact.wealth'
                 WHEN which = 7 THEN 'loan.arrears' WHEN which = 8 THEN 'birthday.customer'
                 ELSE 'contact.private' END AS kind,
         CASE WHEN which < 5 THEN 'A21.2c' WHEN which = 7 THEN 'A31.2b' WHEN which = 8 THEN 'A31.6'
              ELSE 'A31.2a' END AS clause,
         (last_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS due_at
  FROM placed
), judged AS (
  SELECT *, CASE WHEN which = 7 AND luck < 2 THEN 'open'
                 WHEN last_day < %s::date THEN CASE WHEN luck < 80 THEN 'met'
                      WHEN luck < 85 THEN CASE WHEN which = 7 THEN 'late' ELSE 'met' END
                      WHEN luck < 96 THEN 'missed' WHEN luck < 99 THEN 'excused' ELSE 'cancelled' END
                 WHEN luck < 60 THEN 'open' ELSE 'met' END AS state
  FROM kinded
)
INSERT INTO duties_duty (kind, clause, subject_kind, subject_id, period_on, institution_id, owner_staff_id, owner_role,
  opened_at, show_at, due_at, due_provisional, lapses_at, closed_at, state, evidence_kind, evidence_id, score, inputs,
  manual_version, clock)
SELECT kind, clause, 'customer', 'C' || n, last_day - 13, outlet, outlet || '-' || person, '',
  due_at - interval '14 days', due_at - interval '7 days', due_at, false,
  CASE WHEN which <> 7 THEN due_at END,
  CASE WHEN state = 'open' THEN NULL WHEN state IN ('late', 'missed') THEN due_at + interval '1 hour'
       ELSE due_at - interval '5 hours' END,
  state, CASE WHEN state IN ('met', 'late') THEN 'contact' ELSE '' END,
  CASE WHEN state IN ('met', 'late') THEN n::text ELSE '' END, h %% 100,
  jsonb_build_object('assets', jsonb_build_object('value', h::text, 'as_of', last_day - 14)), 'benchmark001', '{}'
FROM judged
"""

TASKS = """
INSERT INTO duties_task ("on", staff_id, subject_kind, subject_id, rank, score, within_cap, kinds)
SELECT %s, owner_staff_id, 'customer', subject_id, row_number() OVER mine, max(score),
       row_number() OVER mine <= 30, jsonb_agg(kind)
FROM duties_duty WHERE state = 'open' AND show_at <= %s AND owner_staff_id IS NOT NULL
GROUP BY owner_staff_id, subject_id
WINDOW mine AS (PARTITION BY owner_staff_id ORDER BY max(score) DESC, subject_id)
"""


def fill(rows: int, branches: int = 20) -> None:
    """Put a province of `branches` and `rows` duties into an empty, migrated PostgreSQL database."""
    with transaction.atomic():
        _organisation(branches)
    for start in range(1, rows + 1, CHUNK):
        _duties(start, min(start + CHUNK - 1, rows), branches)
    with connection.cursor() as cursor:
        cursor.execute(TASKS, [TODAY, NOW])
        cursor.execute("VACUUM (ANALYZE)")


def _organisation(branches: int) -> None:
    outlets = [(f"B{b}", f"B{b}-{o}") for b in range(branches) for o in range(OUTLETS_PER_BRANCH)]
    Institution.objects.create(institution_id="P", kind="province", name="省行")
    Institution.objects.bulk_create(
        Institution(institution_id=f"B{b}", parent_id="P", kind="branch", name=f"分行{b}") for b in range(branches)
    )
    Institution.objects.bulk_create(
        Institution(institution_id=outlet, parent_id=branch, kind="outlet", name=outlet) for branch, outlet in outlets
    )
    rebuild_tree()
    Staff.objects.bulk_create(_staff("HP", "P", Position.DEPARTMENT_OFFICER) for _ in range(1))
    Staff.objects.bulk_create(_staff(f"B{b}-H", f"B{b}", Position.BRANCH_HEAD) for b in range(branches))
    Staff.objects.bulk_create(_staff(f"{outlet}-H", outlet, Position.OUTLET_HEAD) for _, outlet in outlets)
    managers = ((f"{outlet}-{n}", outlet) for _, outlet in outlets for n in range(MANAGERS_PER_OUTLET))
    Staff.objects.bulk_create((_staff(key, at, Position.WEALTH_MANAGER) for key, at in managers), batch_size=2000)


def _staff(key: str, at: str, position: Position) -> Staff:
    return Staff(staff_id=key, name=key, institution_id=at, position=position)


def _duties(first: int, last: int, branches: int) -> None:
    places = [branches, OUTLETS_PER_BRANCH, MANAGERS_PER_OUTLET]
    with connection.cursor() as cursor:
        cursor.execute(DUTIES, [first, last, TODAY, *places, TODAY])
