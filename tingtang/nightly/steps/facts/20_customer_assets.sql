-- The assets and the tier of the customers above the ordinary (A27, A31.2): those that have reached the lowest threshold,
-- those with a manager, and those that earlier nights remember. Every other customer that stands is ordinary. Tier
-- reading: up at once; down only when the assets were below the threshold on every known day of the grace.
-- grain: customer_id
-- reads: managed, holding_sum, balance_peak, own_peak, standing_customer, watched_holding, bad_holdings, product
WITH candidate AS (
  SELECT customer_id FROM managed
  UNION
  SELECT customer_id FROM holding_sum WHERE assets >= $tier_threshold_wealth_management
  UNION
  SELECT customer_id FROM balance_peak
  UNION
  SELECT customer_id FROM own_peak
),
chosen AS (
  SELECT s.row_no, s.customer_id, m.manager_id
  FROM standing_customer AS s
  SEMI JOIN candidate AS c ON s.customer_id = c.customer_id
  LEFT JOIN managed AS m ON s.row_no = m.row_no
),
positive AS (
  SELECT DISTINCT h.customer_id
  FROM watched_holding AS h
  INNER JOIN product AS p ON h.product_id = p.product_id
  ANTI JOIN bad_holdings AS b ON h.row_no = b.row_no
  WHERE h.balance > 0 AND p.type <> 'loan'
),
known AS (
  SELECT
    c.customer_id, c.row_no, c.manager_id,
    CAST(coalesce(s.assets, 0) AS DECIMAL(20, 2)) AS assets,
    p.customer_id IS NOT NULL AS holds_something,
    greatest(b.grace_peak, o.grace_peak) AS grace_peak,
    greatest(b.window_peak, o.window_peak) AS window_peak
  FROM chosen AS c
  LEFT JOIN holding_sum AS s ON c.customer_id = s.customer_id
  LEFT JOIN positive AS p ON c.customer_id = p.customer_id
  LEFT JOIN balance_peak AS b ON c.customer_id = b.customer_id
  LEFT JOIN own_peak AS o ON c.customer_id = o.customer_id
)
SELECT
  customer_id, row_no, manager_id, assets, holds_something, window_peak,
  CASE
    WHEN greatest(assets, grace_peak) >= $tier_threshold_private THEN 'private'
    WHEN greatest(assets, grace_peak) >= $tier_threshold_wealth THEN 'wealth'
    WHEN greatest(assets, grace_peak) >= $tier_threshold_wealth_management THEN 'wealth_management'
    ELSE 'ordinary'
  END AS tier
FROM known
