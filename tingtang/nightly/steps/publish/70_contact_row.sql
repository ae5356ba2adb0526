-- The feed's contacts that the application shows: the last time each maintained customer was reached, and those that
-- close a duty tonight. `key` makes a contact that comes again the same contact.
-- grain: key
-- reads: reached_contact, closing, good_staff
WITH latest AS (
  SELECT
    row_no, customer_id, moment, channel, staff_id, memo,
    row_number() OVER (PARTITION BY customer_id ORDER BY moment DESC, row_no) AS nth
  FROM reached_contact
  WHERE source = 'feed'
),
kept AS (
  SELECT
    l.customer_id, s.staff_id, l.moment AS "at", l.channel, 'reached' AS outcome, l.memo, '' AS need, 'feed' AS source,
    'feed:' || md5(concat_ws('|', l.customer_id, CAST(epoch_us(l.moment) AS VARCHAR), l.channel, l.staff_id, l.memo)) AS key
  FROM latest AS l
  LEFT JOIN good_staff AS s ON l.staff_id = s.staff_id
  WHERE l.nth = 1 OR l.row_no IN (SELECT row_no FROM closing)
)
SELECT DISTINCT *
FROM kept
ORDER BY customer_id, key
