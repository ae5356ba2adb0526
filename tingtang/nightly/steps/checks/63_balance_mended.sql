-- The peaks of the customers that had a bad balance row, once more without it.
-- grain: customer_id
-- reads: watched_balance, bad_balances, history_day
WITH spoiled AS (
  SELECT DISTINCT w.customer_id
  FROM watched_balance AS w
  INNER JOIN bad_balances AS b ON w.row_no = b.row_no
  WHERE NOT w.is_unknown AND w.customer_id IS NOT NULL
)
SELECT
  s.customer_id,
  max(CASE WHEN d.in_grace AND b.row_no IS NULL THEN w.aum END) AS grace_peak,
  max(CASE WHEN d.in_window AND b.row_no IS NULL THEN w.aum END) AS window_peak
FROM spoiled AS s
INNER JOIN watched_balance AS w ON s.customer_id = w.customer_id
LEFT JOIN bad_balances AS b ON w.row_no = b.row_no
LEFT JOIN history_day AS d ON w.day = d.day
GROUP BY s.customer_id
