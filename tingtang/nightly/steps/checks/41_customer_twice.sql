-- The customer ids that have more than one row.
-- grain: customer_id
-- reads: customers
SELECT customer_id
FROM customers
WHERE customer_id IS NOT NULL
GROUP BY customer_id
HAVING count(*) > 1
