-- Before its news a product's price and rate stood where they stand now, less the news.
SELECT product_id, type, name, risk, nav,
  CASE WHEN moved_on > $asof THEN nav ELSE nav_month_ago END AS nav_month_ago,
  CASE WHEN moved_on > $asof THEN rate_previous ELSE rate END AS rate, rate_previous, opens_on
FROM (FROM products UNION ALL FROM bad_products) ORDER BY product_id
