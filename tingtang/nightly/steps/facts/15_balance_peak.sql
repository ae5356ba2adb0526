-- What the feed's history says of the watched customers: the highest assets in the grace and in the attrition window.
-- grain: customer_id
-- reads: watched_balance, bad_balances, history_day
SELECT
  w.customer_id,
  max(CASE WHEN d.in_grace THEN w.aum END) AS grace_peak,
  max(CASE WHEN d.in_window THEN w.aum END) AS window_peak
FROM watched_balance AS w
INNER JOIN history_day AS d ON w.day = d.day
ANTI JOIN bad_balances AS b ON w.row_no = b.row_no
GROUP BY w.customer_id
