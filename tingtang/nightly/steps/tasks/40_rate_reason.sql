-- Loans and rates (A31.2b): arrears are reminded; a liquid product that pays more than the loan costs is talked about
-- within the month; a changed deposit rate brings advice on the term.
-- grain: kind, row_no
-- reads: maintained_holding, policy, product, value_list, product_event
WITH best AS (
  SELECT p.rate, p.name
  FROM product AS p
  INNER JOIN value_list AS l ON l.value_key = 'loan.liquid_types' AND p.type = l.word
  WHERE p.rate IS NOT NULL
  ORDER BY p.rate DESC, p.product_id
  LIMIT 1
)
SELECT
  'loan.arrears' AS kind, row_no, customer_id,
  $as_of - max(overdue_days) OVER (PARTITION BY customer_id) AS period_on,
  $work_day + v.loan_arrears_notice_days AS last_day,
  $work_day AS show_day,
  balance AS weight, product_id AS tie,
  json_object('product', product, 'overdue_days', overdue_days, 'overdue_amount', CAST(overdue_amount AS VARCHAR))
    AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'loan' AND overdue_days >= v.loan_arrears_days
UNION ALL
SELECT
  'loan.liquid_above_rate' AS kind, h.row_no, h.customer_id,
  $month_first AS period_on,
  CAST($month_first + to_months($loan_liquid_talk_months) AS DATE) - 1 AS last_day,
  $work_day AS show_day,
  h.balance AS weight, h.product_id AS tie,
  json_object(
    'product', h.product, 'rate', CAST(h.rate AS VARCHAR), 'best_product', best.name,
    'best_rate', CAST(best.rate AS VARCHAR)
  ) AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
INNER JOIN best ON h.rate < best.rate
WHERE h.type = 'loan'
UNION ALL
SELECT
  'deposit.rate_change' AS kind, h.row_no, h.customer_id,
  e.rate_since AS period_on,
  e.rate_since + v.deposit_rate_notice_days AS last_day,
  $work_day AS show_day,
  h.balance AS weight, h.product_id AS tie,
  json_object(
    'product', h.product, 'rate', CAST(h.rate AS VARCHAR), 'rate_previous', CAST(h.rate_previous AS VARCHAR)
  ) AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
INNER JOIN value_list AS l ON l.value_key = 'deposit.rate_types' AND h.type = l.word
INNER JOIN product_event AS e ON h.product_id = e.product_id
WHERE h.rate <> h.rate_previous AND $work_day <= e.rate_since + v.deposit_rate_notice_days
