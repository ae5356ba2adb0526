-- The open duties that a contact of the feed has met: the first one since it was opened, by a channel that counts.
-- After the due time only a duty that is still owed, or that a pending excuse holds, is done (late); one that has lapsed
-- is left: it was missed.
-- grain: duty_id
-- reads: open_duty, reached_contact, met_by_channel
WITH counting AS (
  SELECT
    d.duty_id, d.kind, d.customer_id, d.period_on, d.due_at, r.moment, r.row_no,
    row_number() OVER (PARTITION BY d.duty_id ORDER BY r.moment, r.row_no) AS nth
  FROM open_duty AS d
  INNER JOIN reached_contact AS r ON d.customer_id = r.customer_id
  INNER JOIN met_by_channel AS c ON d.kind = c.kind AND r.channel = c.channel
  WHERE
    r.source IN ('feed', 'linked') AND r.moment >= d.opened_at
    AND (r.moment <= d.due_at OR d.lapses_at IS NULL OR r.moment <= d.lapses_at OR d.held)
)
SELECT
  duty_id, kind, customer_id, period_on, moment AS closed_at, row_no,
  CASE WHEN moment <= due_at THEN 'met' ELSE 'late' END AS state
FROM counting
WHERE nth = 1
