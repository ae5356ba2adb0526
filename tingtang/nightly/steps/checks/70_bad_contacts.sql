-- The contact rows to quarantine, with the first reason against each.
-- grain: row_no
-- reads: contacts, stranger, word
WITH judged AS (
  SELECT
    t.row_no, concat_ws('/', t.customer_id, CAST(t.moment AS VARCHAR)) AS key,
    CASE
      WHEN t.customer_id IS NULL THEN 'missing_customer'
      WHEN x.customer_id IS NOT NULL THEN 'unknown_customer'
      WHEN channel.word IS NULL THEN 'bad_channel'
      WHEN outcome.word IS NULL THEN 'bad_outcome'
      WHEN t.unreadable IS NOT NULL THEN t.unreadable
      WHEN t.moment IS NULL THEN 'missing_time'
      WHEN t.moment >= $as_of_end THEN 'future'
    END AS reason
  FROM contacts AS t
  LEFT JOIN stranger AS x ON t.customer_id = x.customer_id
  LEFT JOIN word AS channel ON channel.list = 'channel' AND t.channel = channel.word
  LEFT JOIN word AS outcome ON outcome.list = 'outcome' AND t.outcome = outcome.word
)
SELECT row_no, key, reason
FROM judged
WHERE reason IS NOT NULL
