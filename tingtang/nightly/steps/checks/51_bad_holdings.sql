-- The holding rows to quarantine, with the first reason against each.
-- grain: row_no
-- reads: watched_holding, product
WITH judged AS (
  SELECT
    h.row_no, concat_ws('/', h.customer_id, h.product_id) AS key,
    CASE
      WHEN h.customer_id IS NULL THEN 'missing_customer'
      WHEN h.is_stranger THEN 'unknown_customer'
      WHEN p.product_id IS NULL THEN 'unknown_product'
      WHEN h.unreadable IS NOT NULL THEN h.unreadable
      WHEN h.balance IS NULL THEN 'missing_balance'
    END AS reason
  FROM watched_holding AS h
  LEFT JOIN product AS p ON h.product_id = p.product_id
)
SELECT row_no, key, reason
FROM judged
WHERE reason IS NOT NULL
