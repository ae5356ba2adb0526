SELECT institution_id, parent_id, kind, name, name_en, opened_on, NULL::DATE AS closed_on
FROM (FROM institutions UNION ALL FROM bad_institutions) ORDER BY institution_id
