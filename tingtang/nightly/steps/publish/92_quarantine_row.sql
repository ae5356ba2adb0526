-- The quarantined rows, as the application keeps them. `line` is the place in the feed: a row of its table from 1, or a
-- line of a file that could not be read.
-- grain: "table", nth
-- reads: quarantine
SELECT
  $as_of AS "on", table_name AS "table", key, reason,
  CASE WHEN row_no < 0 THEN 'line ' || (-row_no) ELSE 'row ' || (row_no + 1) END AS line,
  row_number() OVER (PARTITION BY table_name ORDER BY key, reason, row_no) AS nth
FROM quarantine
ORDER BY table_name, nth
