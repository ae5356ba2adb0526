-- The contact plan (A31.2a; A21.2 for the others): one contact in each window of n days after the anchor. The window
-- that holds the work day gives the duty; a missed window stays missed, the next opens by itself.
-- grain: customer_id
-- reads: maintained, policy
WITH plan AS (
  SELECT
    m.customer_id, m.tier, m.assets, m.reached_on, m.plan_anchor, v.contact_ideal_share,
    CASE m.tier WHEN 'private' THEN 'contact.private' WHEN 'wealth' THEN 'contact.wealth' ELSE 'contact.maintained' END
      AS kind,
    CASE m.tier
      WHEN 'private' THEN v.contact_interval_days_private
      WHEN 'wealth' THEN v.contact_interval_days_wealth
      ELSE v.contact_interval_days_maintained
    END AS n
  FROM maintained AS m
  INNER JOIN policy AS v ON m.institution_id = v.institution_id
),
current_window AS (
  SELECT
    *,
    plan_anchor
    + CAST(n * CASE WHEN plan_anchor < $work_day THEN ($work_day - plan_anchor - 1) // n ELSE 0 END AS INTEGER) AS after_day
  FROM plan
)
SELECT
  kind, customer_id,
  after_day + 1 AS period_on,
  after_day + n AS last_day,
  after_day + CAST(ceil(n * contact_ideal_share) AS INTEGER) AS show_day,
  assets AS weight, '' AS tie,
  json_object(
    'tier', tier, 'assets', CAST(assets AS VARCHAR), 'interval_days', n, 'anchor_on', CAST(plan_anchor AS VARCHAR),
    'last_reached_on', CAST(reached_on AS VARCHAR)
  ) AS inputs
FROM current_window
