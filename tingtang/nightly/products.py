"""What earlier nights knew of the products: since when a rate has changed, since when a fund moves abnormally."""

from __future__ import annotations

from tingtang.nightly.store import Store


def read_app_products(store: Store) -> None:
    """Make `app_product`: the products of which something was news in the last published night."""
    store.fetch(
        "app_product",
        "product_id VARCHAR, rate DECIMAL(18, 6), rate_previous DECIMAL(18, 6), rate_since DATE, moved_since DATE",
        "SELECT product_id, rate, rate_previous, rate_since, moved_since FROM customers_product "
        "WHERE rate_since IS NOT NULL OR moved_since IS NOT NULL",
    )
