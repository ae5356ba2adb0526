-- The ids that stand somewhere in the feed and are not those of a customer that stands: no row of their own, or a bad one.
-- grain: customer_id
-- reads: watched_customer
SELECT customer_id
FROM watched_customer
WHERE is_stranger
