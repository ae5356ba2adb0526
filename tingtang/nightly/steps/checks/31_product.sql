-- The products whose rows stand.
-- grain: product_id
-- reads: checked_products
SELECT product_id, type, name, risk, nav, nav_month_ago, rate, rate_previous, opens_on
FROM checked_products
WHERE reason IS NULL
