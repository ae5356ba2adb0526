-- The ids that stand somewhere in the feed and are not those of a customer that stands: no row of their own, or a bad one.
-- grain: customer_id
-- reads: customer_sum, bad_customers, contacts, family, transactions
WITH named AS (
  SELECT DISTINCT customer_id FROM contacts WHERE customer_id IS NOT NULL
  UNION
  SELECT DISTINCT customer_id FROM family WHERE customer_id IS NOT NULL
  UNION
  SELECT DISTINCT customer_id FROM transactions WHERE customer_id IS NOT NULL
)
SELECT s.customer_id
FROM customer_sum AS s
LEFT JOIN bad_customers AS b ON s.row_no = b.row_no
WHERE s.row_no IS NULL OR b.row_no IS NOT NULL
UNION
SELECT n.customer_id
FROM named AS n
ANTI JOIN customer_sum AS s ON n.customer_id = s.customer_id
