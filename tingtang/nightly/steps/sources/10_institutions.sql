-- The institutions as the feed gives them.
-- grain: row_no
-- reads: raw_institutions
-- makes: view
SELECT row_no, unreadable, institution_id, parent_id, kind, name, name_en, opened_on, closed_on
FROM raw_institutions
