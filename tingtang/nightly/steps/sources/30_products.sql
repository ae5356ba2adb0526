-- The products as the feed gives them.
-- grain: row_no
-- reads: raw_products
-- makes: view
SELECT row_no, unreadable, product_id, type, name, risk, nav, nav_month_ago, rate, rate_previous, opens_on
FROM raw_products
