-- What the holders of a fund are told (A31.2b): that it opens, its monthly value, an abnormal move the same day, and
-- that the target return is reached.
-- grain: kind, row_no
-- reads: maintained_holding, policy, product_event
SELECT
  'fund.opens' AS kind, row_no, customer_id,
  opens_on AS period_on,
  opens_on + v.fund_open_notice_days AS last_day,
  $work_day AS show_day,
  balance AS weight, product_id AS tie,
  json_object('product', product, 'opens_on', CAST(opens_on AS VARCHAR), 'nav', CAST(nav AS VARCHAR)) AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'fund' AND $work_day BETWEEN opens_on AND opens_on + v.fund_open_notice_days
UNION ALL
SELECT
  'fund.monthly_nav' AS kind, row_no, customer_id,
  $month_first AS period_on,
  $month_last AS last_day,
  least($month_first + v.fund_nav_monthly_day - 1, $month_last) AS show_day,
  balance AS weight, product_id AS tie,
  json_object('product', product, 'nav', CAST(nav AS VARCHAR), 'nav_month_ago', CAST(nav_month_ago AS VARCHAR)) AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'fund' AND nav IS NOT NULL
UNION ALL
SELECT
  'fund.abnormal_market' AS kind, row_no, customer_id,
  e.moved_since AS period_on,
  $work_day AS last_day,
  $work_day AS show_day,
  balance AS weight, h.product_id AS tie,
  json_object(
    'product', product, 'nav', CAST(nav AS VARCHAR), 'nav_month_ago', CAST(nav_month_ago AS VARCHAR),
    'move', CAST(round((nav - nav_month_ago) / nullif(nav_month_ago, 0), 4) AS VARCHAR)
  ) AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
INNER JOIN product_event AS e ON h.product_id = e.product_id
WHERE type = 'fund' AND abs(nav - nav_month_ago) >= v.fund_abnormal_move_share * nav_month_ago
UNION ALL
SELECT
  'fund.target_return' AS kind, row_no, customer_id,
  $month_first AS period_on,
  $work_day + v.fund_target_notice_days AS last_day,
  $work_day AS show_day,
  balance AS weight, product_id AS tie,
  json_object(
    'product', product, 'balance', CAST(balance AS VARCHAR), 'cost', CAST(cost AS VARCHAR),
    'gain_share', CAST(round((balance - cost) / nullif(cost, 0), 4) AS VARCHAR),
    'target_return', CAST(target_return AS VARCHAR)
  ) AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'fund' AND cost > 0 AND balance - cost >= target_return * cost
