-- The staff whose rows stand.
-- grain: staff_id
-- reads: checked_staff
SELECT staff_id, name, institution_id, position, phone, email, from_on, to_on
FROM checked_staff
WHERE reason IS NULL
