-- What the product itself saw on earlier nights: the highest assets in the grace and in the attrition window.
-- grain: customer_id
-- reads: own_history, history_day
SELECT
  o.customer_id,
  max(CASE WHEN d.in_grace THEN o.aum END) AS grace_peak,
  max(CASE WHEN d.in_window THEN o.aum END) AS window_peak
FROM own_history AS o
INNER JOIN history_day AS d ON o.day = d.day
GROUP BY o.customer_id
