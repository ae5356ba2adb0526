-- The customers that stand: those whose row is good.
-- grain: customer_id
-- reads: customers, bad_customers
-- makes: view
SELECT c.row_no, c.customer_id
FROM customers AS c
ANTI JOIN bad_customers AS b ON c.row_no = b.row_no
