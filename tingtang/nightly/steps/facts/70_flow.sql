-- What went out of (positive) or came in to each maintained customer in the attrition window that ends today.
-- grain: customer_id
-- reads: transactions, bad_transactions, maintained
SELECT t.customer_id, CAST(-sum(t.amount) AS DECIMAL(20, 2)) AS outflow
FROM transactions AS t
INNER JOIN maintained AS m ON t.customer_id = m.customer_id
ANTI JOIN bad_transactions AS b ON t.row_no = b.row_no
WHERE t.moment >= $flow_start
GROUP BY t.customer_id
