-- Wishes for a festival (A31.6): `festival` holds the one whose wishes are sent on the work day, if any, with its first
-- day. Each customer's own day among them follows from the customer number, so that no day floods.
-- grain: customer_id
-- reads: maintained, festival, greeting_way, value_list
SELECT
  'festival.greeting' AS kind, m.customer_id,
  f.festival_on AS period_on,
  f.festival_on AS last_day,
  $work_day AS show_day,
  0 AS weight, '' AS tie,
  json_object('festival', f.code, 'festival_on', CAST(f.festival_on AS VARCHAR), 'channel', w.channel) AS inputs
FROM festival AS f
CROSS JOIN maintained AS m
INNER JOIN greeting_way AS w ON m.customer_id = w.customer_id
INNER JOIN value_list AS t ON t.value_key = 'festival.tiers' AND m.tier = t.word
WHERE f.first_day + CAST(CAST('0x' || substr(md5(m.customer_id), 1, 4) AS INTEGER) % f.days AS INTEGER) <= $work_day
