-- The maintained customers as the application keeps them, with tonight's assets and tier.
-- grain: customer_id
-- reads: maintained
SELECT
  customer_id, kind, left(name, 120) AS name, home_institution_id, manager_id, coalesce(left(id_type, 32), '') AS id_type,
  coalesce(left(id_no, 40), '') AS id_no, coalesce(left(phone, 32), '') AS phone, birth_date, birth_calendar,
  CASE WHEN risk_tolerance BETWEEN 1 AND 5 THEN risk_tolerance END AS risk_tolerance, risk_assessed_on,
  coalesce(left(card, 32), '') AS card, consent_call, consent_marketing, payroll, last_payroll_on,
  coalesce(left(industry, 60), '') AS industry, key_account, created_on, assets, tier, reached_at AS last_reached_at,
  $as_of AS as_of
FROM maintained
ORDER BY customer_id
