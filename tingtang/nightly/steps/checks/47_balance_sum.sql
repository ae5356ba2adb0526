-- The balance history of each customer id in one pass: the highest amount, and whether a day may stand twice or be one to
-- come. Every day has a bit, and as many bits must be set as there are rows: a day that stands twice sets its bit once, a
-- day to come sets none. So a customer with such a row is always suspect; a few others are as well (two days a hundred
-- days apart share a bit), and the next steps look at the suspects day by day.
-- grain: customer_id
-- reads: balances, history_day
SELECT b.customer_id, max(b.aum) AS peak, count(*) <> coalesce(bit_count(bit_or(d.bit)), 0) AS is_suspect
FROM balances AS b
LEFT JOIN history_day AS d ON b.day = d.day
WHERE b.customer_id IS NOT NULL
GROUP BY b.customer_id
