-- The staff as the feed gives them.
-- grain: row_no
-- reads: raw_staff
-- makes: view
SELECT row_no, unreadable, staff_id, name, institution_id, position, phone, email, from_on, to_on
FROM raw_staff
