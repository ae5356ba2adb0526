-- The products as the application keeps them.
-- grain: product_id
-- reads: product, product_event
SELECT
  p.product_id, type, left(name, 120) AS name, CASE WHEN risk BETWEEN 1 AND 5 THEN risk END AS risk, nav, nav_month_ago,
  CASE WHEN abs(rate) < 1000 THEN rate END AS rate, CASE WHEN abs(rate_previous) < 1000 THEN rate_previous END
    AS rate_previous, opens_on,
  e.rate_since, e.moved_since
FROM product AS p
INNER JOIN product_event AS e ON p.product_id = e.product_id
ORDER BY p.product_id
