"""Writing a night into the application database: one transaction, in bulk, and nothing that is there already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tingtang.nightly.store import Store, add, execute, is_postgresql, merge, scalar
from tingtang.nightly.values import NightValues
from tingtang.organisation import posts
from tingtang.shared.times import day_start

ACTOR = "system:night"


@dataclass
class Written:
    """Rows written per target; all zero when the night changed nothing."""

    rows: dict[str, int] = field(default_factory=dict)

    def count(self, target: str, rows: int) -> None:
        """Add to what was written."""
        self.rows[target] = self.rows.get(target, 0) + rows

    @property
    def total(self) -> int:
        """All rows written."""
        return sum(self.rows.values())


def publish(store: Store, values: NightValues, at: datetime, ask_ledger: Callable[[], None]) -> Written:
    """Write everything; the caller holds the transaction. Returns what was written.

    `ask_ledger` is called once, before the ledger is written: the duties and the cards depend on its answer, and are
    found while the positions go in.
    """
    written = Written()
    _masters(store, written)
    if scalar("SELECT 1 FROM customers_customer LIMIT 1") is None:
        _first_customers(store, written)
    else:
        _customers(store, values.as_of, written)
    ask_ledger()
    _positions(store, written)
    _quarantine(store, values, written)
    written.count("contacts_contact", store.add("contact_row", "contacts_contact", ["key"]))
    _duties(store, values, at, written)
    if written.rows["organisation_staff"]:
        posts.changed(institutions=None, by=ACTOR, at=at)
    _cards(store, values, written)
    store.clear()
    return written


def _masters(store: Store, written: Written) -> None:
    for relation, table, key in (
        ("institution_row", "organisation_institution", "institution_id"),
        ("staff_row", "organisation_staff", "staff_id"),
        ("product_row", "customers_product", "product_id"),
    ):
        columns = store.stage(relation, table, [key])
        written.count(table, merge(relation, table, columns, [key]))
    if written.rows["organisation_institution"]:
        _rebuild_tree()


def _rebuild_tree() -> None:
    execute("DELETE FROM organisation_institutiontree")
    execute(
        "INSERT INTO organisation_institutiontree (ancestor_id, descendant_id, depth) "
        "WITH RECURSIVE pair(ancestor_id, descendant_id, depth) AS ("
        "SELECT institution_id, institution_id, 0 FROM organisation_institution UNION ALL "
        "SELECT p.ancestor_id, i.institution_id, p.depth + 1 FROM pair AS p "
        "INNER JOIN organisation_institution AS i ON i.parent_id = p.descendant_id) "
        "SELECT ancestor_id, descendant_id, depth FROM pair ORDER BY ancestor_id, depth, descendant_id"
    )


def _tier_changes(on: date, written: Written) -> None:
    """A customer whose tier differs from the published one; a corrected feed of the same date corrects its change."""
    table = "customers_tierchange"
    differs = "FROM stage_customer_row AS s INNER JOIN customers_customer AS c ON c.customer_id = s.customer_id"
    new = execute(
        f'INSERT INTO {table} (customer_id, "on", tier_before, tier_after, assets) '
        f"SELECT s.customer_id, %s, c.tier, s.tier, s.assets {differs} WHERE c.tier <> s.tier AND NOT EXISTS "
        f'(SELECT 1 FROM {table} AS t WHERE t.customer_id = s.customer_id AND t."on" = %s) ORDER BY s.customer_id',
        [on, on],
    )
    mended = execute(
        f"UPDATE {table} SET tier_after = s.tier, assets = s.assets FROM stage_customer_row AS s "
        f'WHERE s.customer_id = {table}.customer_id AND {table}."on" = %s AND s.tier <> {table}.tier_after',
        [on],
    )
    undone = execute(f'DELETE FROM {table} WHERE "on" = %s AND tier_before = tier_after', [on])
    written.count(table, new + mended + undone)


def _asset_points(on: date, written: Written) -> None:
    """The first night of a week keeps what each customer had at the end of the last one, before it writes over it."""
    monday = on - timedelta(days=on.weekday())
    kept = execute(
        'INSERT INTO customers_assetpoint (customer_id, "on", assets) SELECT c.customer_id, c.as_of, c.assets '
        "FROM stage_customer_row AS s INNER JOIN customers_customer AS c ON c.customer_id = s.customer_id "
        "WHERE c.as_of < %s ON CONFLICT DO NOTHING",
        [monday],
    )
    written.count("customers_assetpoint", kept)


def _first_customers(store: Store, written: Written) -> None:
    """The first night of all: nothing to compare with, and no points of assets but those of the feed's history."""
    written.count("customers_customer", store.add("customer_row", "customers_customer", ["customer_id"]))
    written.count("customers_assetpoint", store.add("asset_row", "customers_assetpoint", ["customer_id", "on"]))


def _customers(store: Store, on: date, written: Written) -> None:
    """The customers themselves; one who lost the manager keeps the row, without manager and positions."""
    columns = store.stage("customer_row", "customers_customer", ["customer_id"])
    _tier_changes(on, written)
    _asset_points(on, written)
    written.count("customers_customer", merge("customer_row", "customers_customer", columns, ["customer_id"]))
    absent = "NOT EXISTS (SELECT 1 FROM stage_customer_row AS s WHERE s.customer_id = {}.customer_id)"
    written.count(
        "customers_customer",
        execute(
            "UPDATE customers_customer SET manager_id = NULL "
            f"WHERE manager_id IS NOT NULL AND {absent.format('customers_customer')}"
        ),
    )


def _positions(store: Store, written: Written) -> None:
    """What customers hold, and their families."""
    for relation, table in (("holding_row", "customers_holding"), ("family_row", "customers_familymember")):
        written.count(table, store.replace(relation, table, "1 = 1", "customer_id"))


def _duties(store: Store, values: NightValues, at: datetime, written: Written) -> None:
    if is_postgresql():
        _make_partitions(store)
    if scalar("SELECT 1 FROM duties_duty LIMIT 1") is not None:
        _close(store, at, written)
        _supersede(store, values, at, written)
    key = ["subject_kind", "subject_id", "kind", "period_on"]
    written.count("duties_duty", store.add("duty_row", "duties_duty", key))


def _make_partitions(store: Store) -> None:
    store.ready("duty_row")
    first, last = store.con.execute("SELECT min(period_on), max(period_on) FROM duty_row").fetchone()
    if first and scalar("SELECT to_regproc('duties_ensure_partitions')") is not None:
        execute("SELECT duties_ensure_partitions(%s, %s)", [first, last])


def _close(store: Store, at: datetime, written: Written) -> None:
    """Close the duties that a contact of the feed has met, each with its event; a pending excuse is overtaken."""
    store.stage("closing_row", "duties_duty", ["duty_id"], "duty_id bigint, contact_key varchar(64)")
    execute(
        "UPDATE duties_excuse SET state = 'moot', decided_by = %s, decided_at = %s "
        "WHERE state = 'pending' AND duty_id IN (SELECT duty_id FROM stage_closing_row)",
        [ACTOR, stamp(at)],
    )
    closed = execute(
        "UPDATE duties_duty SET state = s.state, closed_at = s.closed_at, held = false, evidence_kind = 'contact', "
        "evidence_id = CAST(c.id AS varchar(64)) FROM stage_closing_row AS s "
        "INNER JOIN contacts_contact AS c ON c.key = s.contact_key "
        "WHERE duties_duty.id = s.duty_id AND duties_duty.period_on = s.period_on AND duties_duty.state = 'open'"
    )
    _events(
        "closed",
        '\'{"verdict": "\' || d.state || \'", "evidence": "contact:\' || d.evidence_id || \'"}\'',
        "FROM stage_closing_row AS s INNER JOIN duties_duty AS d ON d.id = s.duty_id AND d.period_on = s.period_on",
        at,
    )
    written.count("duties_duty", closed)


def _events(what: str, detail: str, source: str, at: datetime) -> int:
    json = "jsonb" if is_postgresql() else "text"
    return execute(
        "INSERT INTO duties_dutyevent (duty_id, period_on, at, by, what, detail) "
        f"SELECT d.id, d.period_on, '{stamp(at)}', '{ACTOR}', '{what}', CAST({detail} AS {json}) {source} ORDER BY d.id"
    )


def _supersede(store: Store, values: NightValues, at: datetime, written: Written) -> None:
    """Cancel the open contact duties of another tier: the customer is under a new plan from tonight.

    One that has lapsed by now is left: it was missed, not superseded.
    """
    store.stage("contact_plan", "duties_duty", ["subject_id"])
    begins = day_start(values.work_day)
    contact = "d.subject_kind = 'customer' AND d.kind LIKE 'contact.%%' AND NOT d.held"
    other = (
        "SELECT d.id, d.period_on FROM stage_contact_plan AS s "
        "INNER JOIN duties_duty AS d ON d.subject_id = s.subject_id "
        f"WHERE {contact} AND d.state = 'open' AND d.kind <> s.kind AND (d.lapses_at IS NULL OR d.lapses_at > %s)"
    )
    store.temporary("stage_superseded", other, [stamp(begins)])
    cancelled = execute(
        "UPDATE duties_duty SET state = 'cancelled', closed_at = %s FROM stage_superseded AS s "
        "WHERE duties_duty.id = s.id AND duties_duty.period_on = s.period_on",
        [stamp(begins)],
    )
    _events(
        "cancelled",
        '\'{"reason": "superseded"}\'',
        "FROM stage_superseded AS s INNER JOIN duties_duty AS d ON d.id = s.id AND d.period_on = s.period_on",
        at,
    )
    written.count("duties_duty", cancelled)


def _cards(store: Store, values: NightValues, written: Written) -> None:
    """The cards of the day: replaced within their day, where they differ."""
    columns = store.stage("task_row", "duties_task", ["staff_id", "subject_kind", "subject_id"])
    same = " AND ".join(f's."{name}" = duties_task."{name}"' for name in columns if name != "kinds")
    gone = execute(
        f'DELETE FROM duties_task WHERE "on" = %s AND NOT EXISTS (SELECT 1 FROM stage_task_row AS s WHERE {same} '
        "AND CAST(s.kinds AS text) = CAST(duties_task.kinds AS text))",
        [values.work_day],
    )
    written.count("duties_task", gone + add("task_row", "duties_task", columns, ["on", "staff_id", "subject_id"]))


def _quarantine(store: Store, values: NightValues, written: Written) -> None:
    """The rows that could not be used: replaced within their night, where they differ."""
    rows = store.replace("quarantine_row", "nightly_quarantinedrow", f"\"on\" = '{values.as_of}'", "key")
    written.count("nightly_quarantinedrow", rows)


def stamp(at: datetime) -> str:
    """An instant as a literal for the database at hand: SQLite holds UTC without a zone."""
    return at.isoformat() if is_postgresql() else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
