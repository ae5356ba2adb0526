-- What falls due (A31.2b): insurance dividends and expiries, wealth products before they mature and on the payout day.
-- grain: kind, row_no
-- reads: maintained_holding, policy
SELECT
  'insurance.dividend' AS kind, row_no, customer_id,
  next_dividend_on AS period_on,
  next_dividend_on + v.insurance_dividend_notice_days AS last_day,
  $work_day AS show_day,
  balance AS weight, product_id AS tie,
  json_object('product', product, 'dividend_on', CAST(next_dividend_on AS VARCHAR)) AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'insurance' AND $work_day BETWEEN next_dividend_on AND next_dividend_on + v.insurance_dividend_notice_days
UNION ALL
SELECT
  'insurance.expiry' AS kind, row_no, customer_id,
  maturity_on AS period_on,
  maturity_on AS last_day,
  $work_day AS show_day,
  balance AS weight, product_id AS tie,
  json_object('product', product, 'maturity_on', CAST(maturity_on AS VARCHAR), 'balance', CAST(balance AS VARCHAR))
    AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'insurance' AND $work_day BETWEEN maturity_on - v.insurance_expiry_lead_days AND maturity_on
UNION ALL
SELECT
  'wealth.before_maturity' AS kind, row_no, customer_id,
  maturity_on AS period_on,
  maturity_on - 1 AS last_day,
  $work_day AS show_day,
  balance AS weight, product_id AS tie,
  json_object('product', product, 'maturity_on', CAST(maturity_on AS VARCHAR), 'balance', CAST(balance AS VARCHAR))
    AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'wealth' AND $work_day BETWEEN maturity_on - v.wealth_maturity_lead_days AND maturity_on - 1
UNION ALL
SELECT
  'wealth.payout_day' AS kind, row_no, customer_id,
  maturity_on AS period_on,
  maturity_on AS last_day,
  $work_day AS show_day,
  balance AS weight, product_id AS tie,
  json_object('product', product, 'maturity_on', CAST(maturity_on AS VARCHAR), 'balance', CAST(balance AS VARCHAR))
    AS inputs
FROM maintained_holding AS h
INNER JOIN policy AS v ON h.institution_id = v.institution_id
WHERE type = 'wealth' AND maturity_on = $work_day
