-- The customer rows with a manager, good or not: what is looked at for the maintained customers is looked at for these.
-- grain: row_no
-- reads: customers
SELECT row_no, customer_id, manager_id
FROM customers
WHERE manager_id IS NOT NULL
