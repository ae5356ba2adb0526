-- Every product row with the first reason against it, if any. The first row of an id stands.
-- grain: row_no
-- reads: products, word
SELECT
  p.row_no, p.product_id, p.type, p.name, p.risk, p.nav, p.nav_month_ago, p.rate, p.rate_previous, p.opens_on,
  CASE
    WHEN p.product_id IS NULL THEN 'missing_id'
    WHEN length(p.product_id) > 32 THEN 'bad_id'
    WHEN row_number() OVER (PARTITION BY p.product_id ORDER BY p.row_no) > 1 THEN 'duplicate_id'
    WHEN t.word IS NULL THEN 'bad_type'
    WHEN p.name IS NULL THEN 'missing_name'
    ELSE p.unreadable
  END AS reason
FROM products AS p
LEFT JOIN word AS t ON t.list = 'product_type' AND p.type = t.word
