-- Every reason to turn to a customer: of several holdings or relatives with one kind of reason the one that is due
-- first speaks for all, then the newest, then the largest; `tie` is its product or relation. `score` ranks the duty among its manager's.
-- grain: kind, customer_id
-- reads: contact_reason, fund_reason, maturity_reason, rate_reason, birthday_reason, festival_reason, attrition_reason, maintained, duty_kind, tier_weight
WITH every AS (
  SELECT kind, customer_id, period_on, last_day, show_day, weight, tie, inputs FROM contact_reason
  UNION ALL
  SELECT kind, customer_id, period_on, last_day, show_day, weight, tie, inputs FROM fund_reason
  UNION ALL
  SELECT kind, customer_id, period_on, last_day, show_day, weight, tie, inputs FROM maturity_reason
  UNION ALL
  SELECT kind, customer_id, period_on, last_day, show_day, weight, tie, inputs FROM rate_reason
  UNION ALL
  SELECT kind, customer_id, period_on, last_day, show_day, weight, tie, inputs FROM birthday_reason
  UNION ALL
  SELECT kind, customer_id, period_on, last_day, show_day, weight, tie, inputs FROM festival_reason
  UNION ALL
  SELECT kind, customer_id, period_on, last_day, show_day, weight, tie, inputs FROM attrition_reason
),
merged AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY kind, customer_id ORDER BY last_day, period_on DESC, weight DESC, tie, inputs) AS nth,
    count(*) OVER (PARTITION BY kind, customer_id) AS merged
  FROM every
)
SELECT
  r.kind, r.customer_id, r.period_on, r.last_day, r.show_day,
  CASE
    WHEN r.kind = 'birthday.family' THEN json_merge_patch(r.inputs, json_object('members', r.merged))
    WHEN r.tie <> '' THEN json_merge_patch(r.inputs, json_object('holdings', r.merged))
    ELSE r.inputs
  END AS inputs,
  k.clause, k.after_due, k.weight AS kind_weight,
  k.weight + t.weight AS score,
  m.manager_id, m.institution_id, m.tier, m.assets, t.weight AS tier_weight
FROM merged AS r
INNER JOIN duty_kind AS k ON r.kind = k.kind
INNER JOIN maintained AS m ON r.customer_id = m.customer_id
INNER JOIN tier_weight AS t ON m.tier = t.tier
WHERE r.nth = 1
