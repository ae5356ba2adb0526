-- Before its news a product's price stood where it had stood a month ago, a little above the month before, and its rate
-- was the one that is now the former.
SELECT product_id, type, name, risk,
  CASE WHEN moved_on > $asof THEN nav_month_ago ELSE nav END AS nav,
  CASE WHEN moved_on > $asof THEN CAST(round(nav_month_ago * 0.996, 4) AS DECIMAL(12, 4)) ELSE nav_month_ago END AS nav_month_ago,
  CASE WHEN moved_on > $asof THEN rate_previous ELSE rate END AS rate, rate_previous, opens_on
FROM (FROM products UNION ALL FROM bad_products) ORDER BY product_id
