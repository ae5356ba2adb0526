-- The holdings of each customer id added up. Assets are the balances of all good holdings that are not loans; an
-- overdraft lowers them (docs/feed.md). `largest` is the largest of those balances.
-- grain: customer_id
-- reads: holdings, product
-- makes: view
WITH asset AS (
  SELECT h.customer_id, CASE WHEN p.type <> 'loan' AND h.unreadable IS NULL THEN h.balance END AS balance
  FROM holdings AS h
  LEFT JOIN product AS p ON h.product_id = p.product_id
)
SELECT customer_id, sum(balance) AS assets, max(balance) AS largest
FROM asset
GROUP BY customer_id
