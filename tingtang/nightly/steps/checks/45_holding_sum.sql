-- The holdings of each customer id added up, and whether one of the rows is bad. Assets are the balances of all good
-- holdings that are not loans; an overdraft lowers them (docs/feed.md).
-- grain: customer_id
-- reads: holdings, product
SELECT
  h.customer_id,
  sum(CASE WHEN p.type <> 'loan' AND h.unreadable IS NULL THEN h.balance END) AS assets,
  bool_or(p.product_id IS NULL OR h.balance IS NULL OR h.unreadable IS NOT NULL) AS is_suspect
FROM holdings AS h
LEFT JOIN product AS p ON h.product_id = p.product_id
WHERE h.customer_id IS NOT NULL
GROUP BY h.customer_id
