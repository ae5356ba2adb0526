-- The customers as the feed gives them. Reading: a birthday is solar unless the feed says lunar.
-- grain: row_no
-- reads: raw_customers
-- makes: view
SELECT
  row_no, unreadable, customer_id, kind, name, home_institution_id, manager_id, id_type, id_no, phone, birth_date,
  CASE WHEN birth_calendar = 'lunar' THEN 'lunar' ELSE 'solar' END AS birth_calendar,
  risk_tolerance, risk_assessed_on, card, consent_call, consent_marketing, payroll, last_payroll_on, industry,
  key_account, created_on
FROM raw_customers
