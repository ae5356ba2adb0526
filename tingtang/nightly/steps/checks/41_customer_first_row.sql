-- The row of each customer id: the first one, and how many there are.
-- grain: customer_id
-- reads: customers
-- makes: view
SELECT customer_id, min(row_no) AS row_no, count(*) AS customer_rows
FROM customers
GROUP BY customer_id
