-- The customer rows with a manager, good or not: what is looked at for the maintained customers is looked at for these.
-- Whose customer was handed over has the new manager while the core bank still names the one from before.
-- grain: row_no
-- reads: customers, handed_over
SELECT c.row_no, c.customer_id, coalesce(h.manager_id, c.manager_id) AS manager_id
FROM customers AS c
LEFT JOIN handed_over AS h ON c.customer_id = h.customer_id AND c.manager_id = h.feed_manager_id
WHERE c.manager_id IS NOT NULL
