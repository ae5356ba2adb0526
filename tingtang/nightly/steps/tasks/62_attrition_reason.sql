-- The attrition signals as reasons (A31.4): assets fell, money flowed out, everything was closed, silence, salary gone.
-- grain: kind, customer_id
-- reads: leaving, leaving_history, maintained, policy
WITH signal AS (
  SELECT
    'attrition.asset_drop' AS kind, l.customer_id,
    json_object(
      'assets', CAST(l.assets AS VARCHAR), 'peak', CAST(l.window_peak AS VARCHAR),
      'peak_on', CAST(h.peak_on AS VARCHAR),
      'drop_share', CAST(round(1 - l.assets / nullif(l.window_peak, 0), 4) AS VARCHAR)
    ) AS inputs
  FROM leaving AS l
  LEFT JOIN leaving_history AS h ON l.customer_id = h.customer_id
  WHERE l.kind = 'attrition.asset_drop'
  UNION ALL
  SELECT
    l.kind, l.customer_id,
    json_object(
      'outflow', CAST(l.outflow AS VARCHAR), 'assets', CAST(l.assets AS VARCHAR),
      'window_days', $attrition_window_days
    )
  FROM leaving AS l
  WHERE l.kind = 'attrition.outflow'
  UNION ALL
  SELECT
    l.kind, l.customer_id,
    json_object('last_assets', CAST(h.last_assets AS VARCHAR), 'last_assets_on', CAST(h.last_assets_on AS VARCHAR))
  FROM leaving AS l
  LEFT JOIN leaving_history AS h ON l.customer_id = h.customer_id
  WHERE l.kind = 'attrition.closed'
  UNION ALL
  SELECT
    'attrition.silence', m.customer_id,
    json_object(
      'silent_days', $work_day - coalesce(m.reached_on, m.created_on),
      'last_reached_on', CAST(m.reached_on AS VARCHAR)
    )
  FROM maintained AS m
  INNER JOIN policy AS v ON m.institution_id = v.institution_id
  WHERE $work_day - coalesce(m.reached_on, m.created_on) > v.attrition_silence_days
  UNION ALL
  SELECT
    'attrition.payroll', m.customer_id,
    json_object('last_payroll_on', CAST(m.last_payroll_on AS VARCHAR), 'dormant_days', $as_of - m.last_payroll_on)
  FROM maintained AS m
  INNER JOIN policy AS v ON m.institution_id = v.institution_id
  WHERE m.payroll AND m.last_payroll_on < $as_of - v.attrition_payroll_dormant_days
)
SELECT
  s.kind, s.customer_id,
  $month_first AS period_on,
  $work_day + v.attrition_retain_days AS last_day,
  $work_day AS show_day,
  0 AS weight, '' AS tie, s.inputs
FROM signal AS s
INNER JOIN maintained AS m ON s.customer_id = m.customer_id
INNER JOIN policy AS v ON m.institution_id = v.institution_id
