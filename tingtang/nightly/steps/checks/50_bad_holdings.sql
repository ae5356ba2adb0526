-- The holding rows to quarantine, with the first reason against each.
-- grain: row_no
-- reads: holdings, product, stranger
SELECT
  h.row_no, concat_ws('/', h.customer_id, h.product_id) AS key,
  CASE
    WHEN h.customer_id IS NULL THEN 'missing_customer'
    WHEN u.customer_id IS NOT NULL THEN 'unknown_customer'
    WHEN p.product_id IS NULL THEN 'unknown_product'
    WHEN h.unreadable IS NOT NULL THEN h.unreadable
    ELSE 'missing_balance'
  END AS reason
FROM holdings AS h
LEFT JOIN product AS p ON h.product_id = p.product_id
LEFT JOIN stranger AS u ON h.customer_id = u.customer_id
WHERE
  h.customer_id IS NULL OR u.customer_id IS NOT NULL OR p.product_id IS NULL
  OR h.unreadable IS NOT NULL OR h.balance IS NULL
