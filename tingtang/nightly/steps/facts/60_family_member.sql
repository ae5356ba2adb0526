-- The families of the maintained customers.
-- grain: row_no
-- reads: family, bad_family, maintained
SELECT f.row_no, f.customer_id, m.institution_id, f.relation, f.name, f.birth_date, f.birth_calendar, f.consent
FROM family AS f
INNER JOIN maintained AS m ON f.customer_id = m.customer_id
ANTI JOIN bad_family AS b ON f.row_no = b.row_no
