-- The family rows to quarantine, with the first reason against each.
-- grain: row_no
-- reads: family, stranger
WITH judged AS (
  SELECT
    f.row_no, concat_ws('/', f.customer_id, f.relation) AS key,
    CASE
      WHEN f.customer_id IS NULL THEN 'missing_customer'
      WHEN x.customer_id IS NOT NULL THEN 'unknown_customer'
      WHEN f.relation IS NULL THEN 'missing_relation'
      WHEN f.birth_date > $as_of OR f.birth_date < $earliest_birth THEN 'bad_birth_date'
      ELSE f.unreadable
    END AS reason
  FROM family AS f
  LEFT JOIN stranger AS x ON f.customer_id = x.customer_id
)
SELECT row_no, key, reason
FROM judged
WHERE reason IS NOT NULL
