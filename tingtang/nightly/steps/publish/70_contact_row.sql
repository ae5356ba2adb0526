-- The feed's contacts that the application shows: the last time each maintained customer was reached, and those that
-- close a duty tonight. `key` makes a contact that comes again the same contact.
-- grain: key
-- reads: reached_contact, closing, good_staff
WITH latest AS (
  SELECT customer_id, max(moment) AS moment
  FROM reached_contact
  WHERE source = 'feed'
  GROUP BY customer_id
),
wanted AS (
  SELECT min(r.row_no) AS row_no
  FROM reached_contact AS r
  INNER JOIN latest AS l ON r.customer_id = l.customer_id AND r.moment = l.moment
  WHERE r.source = 'feed'
  GROUP BY r.customer_id
  UNION
  SELECT row_no FROM closing
),
kept AS (
  SELECT
    r.customer_id, s.staff_id, r.moment AS "at", r.channel, 'reached' AS outcome, r.memo, '' AS need, 'feed' AS source,
    'feed:' || md5(concat_ws('|', r.customer_id, CAST(epoch_us(r.moment) AS VARCHAR), r.channel, r.staff_id, r.memo)) AS key
  FROM reached_contact AS r
  INNER JOIN wanted AS w ON r.row_no = w.row_no
  LEFT JOIN good_staff AS s ON r.staff_id = s.staff_id
  WHERE r.source = 'feed'
)
SELECT DISTINCT *
FROM kept
ORDER BY customer_id, key
