-- The assets and the tier of every customer that stands (A27, A31.2). Tier reading: up at once; down only when the
-- assets were below the threshold on every known day of the grace.
-- grain: customer_id
-- reads: customer_sum, bad_customers, customers, balance_mended, own_peak
WITH managed AS (
  SELECT row_no, manager_id
  FROM customers
  WHERE manager_id IS NOT NULL
),
known AS (
  SELECT
    s.customer_id, s.row_no, m.manager_id,
    CAST(coalesce(s.assets, 0) AS DECIMAL(20, 2)) AS assets,
    coalesce(s.largest > 0, false) AS holds_something,
    greatest(CASE WHEN e.customer_id IS NULL THEN s.grace_peak ELSE e.grace_peak END, o.grace_peak) AS grace_peak,
    greatest(CASE WHEN e.customer_id IS NULL THEN s.window_peak ELSE e.window_peak END, o.window_peak) AS window_peak
  FROM customer_sum AS s
  LEFT JOIN bad_customers AS b ON s.row_no = b.row_no
  LEFT JOIN managed AS m ON s.row_no = m.row_no
  LEFT JOIN balance_mended AS e ON s.customer_id = e.customer_id
  LEFT JOIN own_peak AS o ON s.customer_id = o.customer_id
  WHERE s.row_no IS NOT NULL AND b.row_no IS NULL
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
