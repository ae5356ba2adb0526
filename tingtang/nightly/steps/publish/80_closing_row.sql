-- The duties that are closed tonight, with the contact that is their evidence.
-- grain: duty_id
-- reads: closing, reached_contact
SELECT
  c.duty_id, c.period_on, c.state, c.closed_at,
  'feed:' || md5(concat_ws('|', r.customer_id, CAST(epoch_us(r.moment) AS VARCHAR), r.channel, r.staff_id, r.memo))
    AS contact_key
FROM closing AS c
INNER JOIN reached_contact AS r ON c.row_no = r.row_no AND r.source = 'feed'
ORDER BY c.duty_id
