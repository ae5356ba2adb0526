-- The customer rows to quarantine. The first row of an id stands; a later one is a duplicate, whatever else it is.
-- grain: row_no
-- reads: customers, customer_sum, bad_customer_row
WITH twice AS (
  SELECT customer_id, row_no
  FROM customer_sum
  WHERE customer_rows > 1
),
duplicate AS (
  SELECT c.row_no, c.customer_id
  FROM customers AS c
  INNER JOIN twice AS t ON c.customer_id = t.customer_id
  WHERE c.row_no > t.row_no AND length(c.customer_id) <= 32
)
SELECT row_no, customer_id AS key, 'duplicate_id' AS reason
FROM duplicate
UNION ALL
SELECT b.row_no, b.customer_id, b.reason
FROM bad_customer_row AS b
ANTI JOIN duplicate AS d ON b.row_no = d.row_no
