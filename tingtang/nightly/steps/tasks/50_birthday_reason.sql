-- Birthdays of customers and, with consent, of their families, where a way to wish well is accepted (A31.6). `birthday`
-- holds every date of birth whose birthday, by the calendar it is kept in, falls in the next days: the calendar is turned
-- round once a day. The date of a child is used with its guardian's consent, which the customer gives.
-- grain: kind, customer_id, row_no
-- reads: maintained, family_member, birthday, policy, greeting_way, app_answer
WITH guardian AS (
  SELECT customer_id FROM app_answer WHERE about = 'guardian' AND answer = 'granted'
)
SELECT
  'birthday.customer' AS kind, CAST(0 AS BIGINT) AS row_no, m.customer_id,
  b.birthday_on AS period_on,
  b.birthday_on AS last_day,
  $work_day AS show_day,
  0 AS weight, '' AS tie,
  json_object('birthday_on', CAST(b.birthday_on AS VARCHAR), 'calendar', m.birth_calendar, 'channel', w.channel) AS inputs
FROM maintained AS m
INNER JOIN policy AS v ON m.institution_id = v.institution_id
INNER JOIN birthday AS b ON m.birth_date = b.birth_date AND m.birth_calendar = b.birth_calendar
INNER JOIN greeting_way AS w ON m.customer_id = w.customer_id
WHERE b.birthday_on <= $work_day + v.birthday_lead_days
UNION ALL
SELECT
  'birthday.family' AS kind, f.row_no, f.customer_id,
  b.birthday_on AS period_on,
  b.birthday_on AS last_day,
  $work_day AS show_day,
  0 AS weight, f.relation AS tie,
  json_object(
    'birthday_on', CAST(b.birthday_on AS VARCHAR), 'calendar', f.birth_calendar, 'channel', w.channel,
    'relation', f.relation
  ) AS inputs
FROM family_member AS f
INNER JOIN policy AS v ON f.institution_id = v.institution_id
INNER JOIN birthday AS b ON f.birth_date = b.birth_date AND f.birth_calendar = b.birth_calendar
INNER JOIN greeting_way AS w ON f.customer_id = w.customer_id
LEFT JOIN guardian AS g ON f.customer_id = g.customer_id
WHERE
  f.consent AND b.birthday_on <= $work_day + v.birthday_lead_days
  AND (f.birth_date <= $child_born_after OR g.customer_id IS NOT NULL)
