-- Every institution row with the first reason against it, if any. The first row of an id stands.
-- grain: row_no
-- reads: institutions, institution_place, word
SELECT
  i.row_no, i.institution_id,
  CASE
    WHEN i.institution_id IS NULL THEN 'missing_id'
    WHEN length(i.institution_id) > 32 THEN 'bad_id'
    WHEN row_number() OVER (PARTITION BY i.institution_id ORDER BY i.row_no) > 1 THEN 'duplicate_id'
    WHEN k.word IS NULL THEN 'bad_kind'
    WHEN i.name IS NULL THEN 'missing_name'
    WHEN i.unreadable IS NOT NULL THEN i.unreadable
    WHEN place.place = 'lost' THEN 'unknown_parent'
    WHEN place.place IS NULL THEN 'cycle'
  END AS reason
FROM institutions AS i
LEFT JOIN institution_place AS place ON i.institution_id = place.institution_id
LEFT JOIN word AS k ON k.list = 'institution_kind' AND i.kind = k.word
