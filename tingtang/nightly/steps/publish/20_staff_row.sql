-- The staff as the application keeps them.
-- grain: staff_id
-- reads: good_staff
SELECT
  staff_id, left(name, 60) AS name, institution_id, position, coalesce(left(phone, 32), '') AS phone,
  coalesce(left(email, 120), '') AS email, from_on, to_on
FROM good_staff
ORDER BY staff_id
