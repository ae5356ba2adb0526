-- The duties to open, as the ledger keeps them: the reasons whose duty does not stand in the ledger yet. Each input is
-- kept with the day it is of.
-- grain: kind, subject_id, period_on
-- reads: reason, ledger
WITH fresh AS (
  SELECT r.*
  FROM reason AS r
  ANTI JOIN ledger AS l ON r.kind = l.kind AND r.customer_id = l.customer_id AND r.period_on = l.period_on
)
SELECT
  f.kind, f.clause, 'customer' AS subject_kind, f.customer_id AS subject_id, f.period_on, f.institution_id,
  f.manager_id AS owner_staff_id, '' AS owner_role,
  $work_day_start AS opened_at,
  CAST(f.show_day AS TIMESTAMP WITH TIME ZONE) AS show_at,
  CAST(f.last_day + 1 AS TIMESTAMP WITH TIME ZONE) AS due_at,
  false AS due_provisional,
  CASE WHEN f.after_due = 'lapse' THEN CAST(f.last_day + 1 AS TIMESTAMP WITH TIME ZONE) END AS lapses_at,
  'open' AS state, '' AS evidence_kind, '' AS evidence_id, f.score,
  '{' || array_to_string(
    list_transform(
      list_zip(json_keys(f.inputs), json_extract(f.inputs, '$.*')),
      lambda one: '"' || one[1] || '":{"value":' || one[2] || ',"as_of":"' || CAST($as_of AS VARCHAR) || '"}'
    ), ','
  ) || '}' AS inputs,
  $manual_version AS manual_version,
  json_object('start', CAST(f.period_on - 1 AS VARCHAR), 'unit', 'days', 'n', f.last_day - f.period_on + 1, 'pauses', json_array())
    AS clock
FROM fresh AS f
ORDER BY f.institution_id, f.manager_id, f.clause, f.customer_id
