-- End-of-day assets of earlier days, as the feed gives them.
-- grain: row_no
-- reads: raw_balances
-- makes: view
SELECT row_no, unreadable, customer_id, "on" AS day, aum
FROM raw_balances
