-- The customer rows to quarantine. The first row of an id stands; a later one is a duplicate, whatever else it is.
-- grain: row_no
-- reads: customers, customer_twice, bad_customer_row
WITH twice AS (
  SELECT c.row_no, c.customer_id, row_number() OVER (PARTITION BY c.customer_id ORDER BY c.row_no) AS nth
  FROM customers AS c
  SEMI JOIN customer_twice AS t ON c.customer_id = t.customer_id
),
duplicate AS (
  SELECT row_no, customer_id
  FROM twice
  WHERE nth > 1 AND length(customer_id) <= 32
)
SELECT row_no, customer_id AS key, 'duplicate_id' AS reason
FROM duplicate
UNION ALL
SELECT b.row_no, b.customer_id, b.reason
FROM bad_customer_row AS b
ANTI JOIN duplicate AS d ON b.row_no = d.row_no
