-- The balance rows that are looked at one by one.
-- grain: row_no
-- reads: balances, watched_customer
SELECT b.row_no, b.unreadable, b.customer_id, w.is_stranger, w.is_suspect, b.day, b.aum
FROM balances AS b
INNER JOIN watched_customer AS w ON b.customer_id = w.customer_id
UNION ALL
SELECT row_no, unreadable, NULL, true, true, day, aum
FROM balances
WHERE customer_id IS NULL
