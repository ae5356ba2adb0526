-- The balance rows to quarantine, with the first reason against each. The first row of a day stands.
-- grain: row_no
-- reads: watched_balance
WITH judged AS (
  SELECT
    row_no, concat_ws('/', customer_id, CAST(day AS VARCHAR)) AS key,
    CASE
      WHEN customer_id IS NULL THEN 'missing_customer'
      WHEN is_stranger THEN 'unknown_customer'
      WHEN unreadable IS NOT NULL THEN unreadable
      WHEN day IS NULL THEN 'missing_date'
      WHEN aum IS NULL THEN 'missing_aum'
      WHEN day > $as_of THEN 'future_date'
      WHEN row_number() OVER (PARTITION BY customer_id, day ORDER BY row_no) > 1 THEN 'duplicate_day'
    END AS reason
  FROM watched_balance
  WHERE is_suspect OR is_stranger
)
SELECT row_no, key, reason
FROM judged
WHERE reason IS NOT NULL
