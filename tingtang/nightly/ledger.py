"""What the night asks of the application database before it ranks the day: contacts, duties that stand, open duties."""

from __future__ import annotations

from tingtang.nightly.linked import FILES, OTHERS
from tingtang.nightly.store import Store, is_postgresql

REACHED = "WHERE c.source <> 'feed' AND c.outcome = 'reached' AND trim(c.memo) <> ''"
# Each key is looked up in the ledger, never the other way round: SQLite takes a cross join in the order it is written,
# where for an inner one it guessed to read the keys again for each duty there is.
ASKED_ABOUT = "CROSS JOIN duties_duty AS d"
# What the engine gets from here once tonight's reasons are known.
RELATIONS = ("ledger", "open_duty")
SIGNS = "attrition.%"


def instant(column: str) -> str:
    """A column with an instant as text that carries its zone (SQLite keeps UTC without saying so)."""
    return column if is_postgresql() else f"{column} || '+00:00'"


def read_app_contacts(store: Store) -> None:
    """Make `app_contact`: the last time each customer was reached as recorded in the product, with a memo.

    A contact under one of several linked files is one with the customer of all: it stands again, with a number below
    zero, for each other file.
    """
    said, counts = f"{instant('c.at')}, c.channel, c.staff_id FROM contacts_contact AS c ", REACHED
    store.fetch(
        "app_contact",
        "row_no BIGINT, customer_id VARCHAR, moment TIMESTAMP WITH TIME ZONE, channel VARCHAR, staff_id VARCHAR",
        f"{FILES}SELECT c.id, c.customer_id, {said}{counts} UNION ALL "
        f"SELECT -row_number() OVER (ORDER BY c.id, o.file), o.file, {said}"
        f"{OTHERS.format(column='c.customer_id')}{counts}",
    )


def read_standing_duties(store: Store) -> None:
    """Make `ledger`: of the reasons of tonight those whose duty stands already, open or closed.

    A sign of leaving stays true for weeks: while the last of its kind waits for its result it stands for tonight's.
    """
    keys = "SELECT customer_id AS subject_id, kind, period_on FROM reason"
    store.con.execute(f"CREATE OR REPLACE VIEW reason_key AS {keys}")
    store.con.execute(f"CREATE OR REPLACE VIEW sign_key AS {keys} WHERE kind LIKE '{SIGNS}'")
    wanted, given = store.keys("reason_key", "duties_duty")
    signs, given_signs = store.keys("sign_key", "duties_duty")
    stands = f"SELECT d.kind, d.subject_id, s.period_on, {instant('d.opened_at')}, {instant('d.closed_at')} FROM "
    same = "WHERE d.subject_kind = 'customer' AND d.subject_id = s.subject_id AND d.kind = s.kind AND d.period_on"
    store.fetch(
        "ledger",
        "kind VARCHAR, customer_id VARCHAR, period_on DATE, opened_at TIMESTAMP WITH TIME ZONE, "
        "closed_at TIMESTAMP WITH TIME ZONE",
        f"{stands}{wanted} AS s {ASKED_ABOUT} {same} = s.period_on UNION ALL "
        f"{stands}{signs} AS s {ASKED_ABOUT} {same} < s.period_on AND d.state = 'open'",
        [*given, *given_signs],
    )


def read_open_duties(store: Store) -> None:
    """Make `open_duty`: duties that a contact can meet, of customers that were reached since the duty was opened."""
    store.con.execute(
        "CREATE OR REPLACE VIEW reached_customer AS SELECT customer_id AS subject_id, "
        "max(moment) AS opened_at FROM reached_contact WHERE source IN ('feed', 'linked') GROUP BY customer_id"
    )
    wanted, given = store.keys("reached_customer", "duties_duty")
    kinds = sorted({row[0] for row in store.con.execute("SELECT DISTINCT kind FROM met_by_channel").fetchall()})
    store.fetch(
        "open_duty",
        "duty_id BIGINT, kind VARCHAR, customer_id VARCHAR, period_on DATE, due_at TIMESTAMP WITH TIME ZONE, "
        "lapses_at TIMESTAMP WITH TIME ZONE, opened_at TIMESTAMP WITH TIME ZONE, held BOOLEAN",
        f"SELECT d.id, d.kind, d.subject_id, d.period_on, {instant('d.due_at')}, {instant('d.lapses_at')}, "
        f"{instant('d.opened_at')}, d.held "
        f"FROM {wanted} AS s {ASKED_ABOUT} WHERE d.subject_kind = 'customer' "
        "AND d.subject_id = s.subject_id AND d.opened_at <= s.opened_at "
        f"AND d.state = 'open' AND d.kind IN ({', '.join(['%s'] * len(kinds))})",
        [*given, *kinds],
    )
