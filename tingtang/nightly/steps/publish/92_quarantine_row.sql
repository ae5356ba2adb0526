-- The quarantined rows, as the application keeps them.
-- grain: "table", nth
-- reads: quarantine
SELECT
  $as_of AS "on", table_name AS "table", key, reason, '' AS line,
  row_number() OVER (PARTITION BY table_name ORDER BY key, reason, row_no) AS nth
FROM quarantine
ORDER BY table_name, nth
