-- The customer ids whose rows are looked at one by one, a few in a hundred: those of strangers (ids that stand somewhere
-- in the feed and are not those of a customer that stands), those that may have a bad row, those whose history reaches
-- the lowest tier threshold (A27), and those with a manager.
-- grain: customer_id
-- reads: holding_sum, balance_sum, balances, contacts, family, transactions, standing_customer, managed
WITH named AS (
  SELECT customer_id, is_suspect, peak >= $tier_threshold_wealth_management AS is_high FROM balance_sum
  UNION ALL
  SELECT customer_id, is_suspect, false FROM holding_sum
  UNION ALL
  SELECT customer_id, false, false FROM contacts
  UNION ALL
  SELECT customer_id, false, false FROM family
  UNION ALL
  SELECT customer_id, false, false FROM transactions
),
watched AS (
  SELECT n.customer_id, s.customer_id IS NULL AS is_stranger, n.is_suspect
  FROM named AS n
  LEFT JOIN standing_customer AS s ON n.customer_id = s.customer_id
  WHERE n.is_suspect OR n.is_high OR s.customer_id IS NULL
  UNION ALL
  SELECT customer_id, false, true FROM balances WHERE day IS NULL
  UNION ALL
  SELECT customer_id, false, true FROM balances WHERE aum IS NULL
  UNION ALL
  SELECT customer_id, false, true FROM balances WHERE unreadable IS NOT NULL
  UNION ALL
  SELECT customer_id, false, false FROM managed
)
SELECT customer_id, bool_or(is_stranger) AS is_stranger, bool_or(is_suspect) AS is_suspect
FROM watched
WHERE customer_id IS NOT NULL
GROUP BY customer_id
