-- Signed movements of customers' money, as the feed gives them. `moment` is an instant.
-- grain: row_no
-- reads: raw_transactions
-- makes: view
SELECT row_no, unreadable, customer_id, "at" AS moment, amount
FROM raw_transactions
