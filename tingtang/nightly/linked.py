"""Files that are linked as one customer's (customers/merging.py), as the night's questions name them."""

from __future__ import annotations

from tingtang.nightly.store import Store

# file(file, root): each linked file and the kept one, which is its own root. Goes before a SELECT.
FILES = (
    "WITH file(file, root) AS ("
    "SELECT duplicate_id, kept_id FROM customers_merge WHERE state = 'linked' "
    "UNION SELECT kept_id, kept_id FROM customers_merge WHERE state = 'linked') "
)
# The other files of the customer whose file is `{column}`.
OTHERS = "INNER JOIN file AS m ON m.file = {column} INNER JOIN file AS o ON o.root = m.root AND o.file <> m.file "


def read_app_links(store: Store) -> None:
    """Make `app_duplicate`: the files whose customer is looked after under another one; and `app_linked`: each file
    with each other one of the same customer."""
    store.fetch(
        "app_duplicate",
        "customer_id VARCHAR",
        "SELECT duplicate_id FROM customers_merge WHERE state = 'linked'",
    )
    store.fetch(
        "app_linked",
        "customer_id VARCHAR, other_id VARCHAR",
        f"{FILES}SELECT m.file, o.file FROM file AS m INNER JOIN file AS o ON o.root = m.root AND o.file <> m.file",
    )
