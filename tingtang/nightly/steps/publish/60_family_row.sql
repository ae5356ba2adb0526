-- The families of the maintained customers, as the application keeps them. `nth` tells apart rows that are alike.
-- grain: customer_id, nth
-- reads: family_member
WITH kept AS (
  SELECT
    customer_id, left(relation, 20) AS relation, coalesce(left(name, 60), '') AS name, birth_date, birth_calendar, consent
  FROM family_member
)
SELECT
  *, row_number() OVER (PARTITION BY customer_id ORDER BY relation, name, birth_date, birth_calendar, consent) AS nth
FROM kept
ORDER BY customer_id, nth
