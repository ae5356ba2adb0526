-- The balance history of each customer id in one pass: the highest assets in the grace and in the attrition window, and
-- whether a row may be bad. Every good row adds the bit of its day. When a day stands twice the sum carries, and fewer
-- bits are set than there are rows; a row that has no day, no amount or a day to come adds no bit. So a customer with a
-- bad row is always suspect; a few others are as well, and the next steps look at the suspects day by day.
-- grain: customer_id
-- reads: balances, history_day
-- makes: view
WITH point AS (
  SELECT
    b.customer_id, d.in_grace, d.in_window,
    CASE WHEN b.unreadable IS NULL THEN b.aum END AS aum,
    CASE WHEN b.unreadable IS NULL AND b.aum IS NOT NULL THEN d.bit END AS bit
  FROM balances AS b
  LEFT JOIN history_day AS d ON b.day = d.day
)
SELECT
  customer_id,
  max(CASE WHEN in_grace THEN aum END) AS grace_peak,
  max(CASE WHEN in_window THEN aum END) AS window_peak,
  coalesce(bit_count(sum(bit)), 0) <> count(*) AS is_suspect
FROM point
GROUP BY customer_id
