-- The customer rows that are bad in themselves, with the first reason. Ids that come twice are judged further on.
-- grain: row_no
-- reads: customers, institution, good_staff
WITH judged AS (
  SELECT
    c.row_no, c.customer_id,
    CASE
      WHEN c.customer_id IS NULL THEN 'missing_id'
      WHEN length(c.customer_id) > 32 THEN 'bad_id'
      WHEN c.kind IS NULL OR c.kind NOT IN ('P', 'C') THEN 'bad_kind'
      WHEN c.name IS NULL THEN 'missing_name'
      WHEN i.institution_id IS NULL THEN 'unknown_institution'
      WHEN c.manager_id IS NOT NULL AND s.staff_id IS NULL THEN 'unknown_manager'
      WHEN c.birth_date > $as_of OR c.birth_date < $earliest_birth THEN 'bad_birth_date'
      ELSE c.unreadable
    END AS reason
  FROM customers AS c
  LEFT JOIN institution AS i ON c.home_institution_id = i.institution_id
  LEFT JOIN good_staff AS s ON c.manager_id = s.staff_id
)
SELECT row_no, customer_id, reason
FROM judged
WHERE reason IS NOT NULL
