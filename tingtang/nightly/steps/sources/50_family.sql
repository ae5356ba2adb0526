-- The families of customers as the feed gives them. Reading: a birthday is solar unless the feed says lunar.
-- grain: row_no
-- reads: raw_family
-- makes: view
SELECT
  row_no, unreadable, customer_id, relation, name, birth_date,
  CASE WHEN birth_calendar = 'lunar' THEN 'lunar' ELSE 'solar' END AS birth_calendar,
  consent
FROM raw_family
