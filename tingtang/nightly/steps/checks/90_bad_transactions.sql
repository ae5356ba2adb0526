-- The transaction rows to quarantine, with the first reason against each.
-- grain: row_no
-- reads: transactions, stranger
WITH judged AS (
  SELECT
    t.row_no, concat_ws('/', t.customer_id, CAST(t.moment AS VARCHAR)) AS key,
    CASE
      WHEN t.customer_id IS NULL THEN 'missing_customer'
      WHEN x.customer_id IS NOT NULL THEN 'unknown_customer'
      WHEN t.unreadable IS NOT NULL THEN t.unreadable
      WHEN t.moment IS NULL THEN 'missing_time'
      WHEN t.amount IS NULL THEN 'missing_amount'
      WHEN t.moment >= $as_of_end THEN 'future'
    END AS reason
  FROM transactions AS t
  LEFT JOIN stranger AS x ON t.customer_id = x.customer_id
)
SELECT row_no, key, reason
FROM judged
WHERE reason IS NOT NULL
