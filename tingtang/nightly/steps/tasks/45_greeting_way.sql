-- The channel by which a customer accepts to be wished well (A31.6): the preferred one where it is accepted, else the
-- first accepted of the manual's order. The least permissive answer of a channel wins; silence counts as acceptance
-- only where the manual does not ask first (`open_unasked`). A file linked to another of the same customer has none: who
-- is wished well under the other is not wished well twice.
-- grain: customer_id
-- reads: maintained, app_answer, greeting_channel, app_duplicate
WITH said AS (
  SELECT customer_id, channel, answer FROM app_answer WHERE about = 'care'
  UNION ALL
  SELECT customer_id, 'phone' AS channel, CASE WHEN consent_call THEN 'granted' ELSE 'refused' END AS answer
  FROM maintained
  WHERE consent_call IS NOT NULL
  UNION ALL
  SELECT m.customer_id, c.channel, 'unasked' AS answer
  FROM maintained AS m
  CROSS JOIN greeting_channel AS c
  WHERE c.open_unasked
),
accepted AS (
  SELECT customer_id, channel
  FROM said
  GROUP BY customer_id, channel
  HAVING max(CASE WHEN answer = 'refused' THEN 1 ELSE 0 END) = 0
),
preferred AS (
  SELECT customer_id, answer AS channel FROM app_answer WHERE about = 'preferred'
)
SELECT
  a.customer_id,
  arg_min(a.channel, CASE WHEN a.channel = p.channel THEN 0 ELSE c.nth END) AS channel
FROM accepted AS a
INNER JOIN greeting_channel AS c ON a.channel = c.channel
LEFT JOIN preferred AS p ON a.customer_id = p.customer_id
ANTI JOIN app_duplicate AS d ON a.customer_id = d.customer_id
GROUP BY a.customer_id
