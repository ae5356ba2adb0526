-- Every staff row with the first reason against it, if any. The first row of an id stands.
-- grain: row_no
-- reads: staff, institution, word
SELECT
  s.row_no, s.staff_id, s.name, s.institution_id, s.position, s.phone, s.email, s.from_on, s.to_on,
  CASE
    WHEN s.staff_id IS NULL THEN 'missing_id'
    WHEN length(s.staff_id) > 32 THEN 'bad_id'
    WHEN row_number() OVER (PARTITION BY s.staff_id ORDER BY s.row_no) > 1 THEN 'duplicate_id'
    WHEN s.name IS NULL THEN 'missing_name'
    WHEN i.institution_id IS NULL THEN 'unknown_institution'
    WHEN p.word IS NULL THEN 'bad_position'
    ELSE s.unreadable
  END AS reason
FROM staff AS s
LEFT JOIN institution AS i ON s.institution_id = i.institution_id
LEFT JOIN word AS p ON p.list = 'position' AND s.position = p.word
