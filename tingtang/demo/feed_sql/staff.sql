SELECT staff_id, name, institution_id, position, phone, NULL::VARCHAR AS email, from_on, NULL::DATE AS to_on
FROM (FROM staff UNION ALL FROM bad_staff) ORDER BY staff_id
