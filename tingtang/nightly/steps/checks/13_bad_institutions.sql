-- The institution rows to quarantine: those with a reason, and those below one that was quarantined.
-- grain: row_no
-- reads: checked_institutions, institution
SELECT c.row_no, c.institution_id AS key, coalesce(c.reason, 'unknown_parent') AS reason
FROM checked_institutions AS c
LEFT JOIN institution AS i ON c.institution_id = i.institution_id
WHERE c.reason IS NOT NULL OR i.institution_id IS NULL
