-- The balance rows that are looked at one by one, and those that can raise a tier (A27): amounts from the lowest
-- threshold on.
-- grain: row_no
-- reads: balances, watched_customer
SELECT b.row_no, b.unreadable, b.customer_id, b.day, b.aum, w.is_stranger
FROM balances AS b
LEFT JOIN watched_customer AS w ON b.customer_id = w.customer_id
WHERE w.customer_id IS NOT NULL OR b.aum >= $tier_threshold_wealth_management OR b.customer_id IS NULL
