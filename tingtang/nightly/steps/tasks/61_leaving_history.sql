-- The days of the attrition window for the few customers that show a drop: when the peak was, what was held last.
-- grain: customer_id
-- reads: leaving, watched_balance, bad_balances, own_history
WITH wanted AS (
  SELECT DISTINCT customer_id
  FROM leaving
  WHERE kind IN ('attrition.asset_drop', 'attrition.closed')
),
point AS (
  SELECT b.customer_id, b.day, b.aum
  FROM watched_balance AS b
  SEMI JOIN wanted AS w ON b.customer_id = w.customer_id
  ANTI JOIN bad_balances AS x ON b.row_no = x.row_no
  WHERE b.day >= $window_from AND b.day < $as_of
  UNION ALL
  SELECT o.customer_id, o.day, o.aum
  FROM own_history AS o
  SEMI JOIN wanted AS w ON o.customer_id = w.customer_id
  WHERE o.day >= $window_from
),
ranked AS (
  SELECT
    customer_id, day, aum,
    row_number() OVER (PARTITION BY customer_id ORDER BY aum DESC, day) AS from_peak,
    row_number() OVER (PARTITION BY customer_id ORDER BY aum > 0 DESC, day DESC, aum DESC) AS from_last
  FROM point
)
SELECT
  customer_id,
  max(CASE WHEN from_peak = 1 THEN day END) AS peak_on,
  max(CASE WHEN from_last = 1 THEN day END) AS last_assets_on,
  max(CASE WHEN from_last = 1 THEN aum END) AS last_assets
FROM ranked
GROUP BY customer_id
