-- The institutions as the application keeps them, those above first.
-- grain: institution_id
-- reads: institution
SELECT institution_id, parent_id, kind, left(name, 120) AS name, coalesce(left(name_en, 120), '') AS name_en, opened_on, closed_on
FROM institution
ORDER BY depth, institution_id
