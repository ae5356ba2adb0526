SELECT customer_id, kind, name, home_institution_id, manager_id, id_type, id_no, phone, birth_date, birth_calendar,
  risk_tolerance, risk_assessed_on, card, consent_call, consent_marketing, payroll,
  CASE -- the last payday up to the day, or up to the day on which pay stopped coming
    WHEN payday IS NULL THEN NULL
    WHEN day(until) >= payday THEN date_trunc('month', until)::DATE + (payday - 1)
    ELSE (date_trunc('month', until) - INTERVAL 1 MONTH)::DATE + (payday - 1)
  END AS last_payroll_on,
  industry, key_account, created_on
FROM (
  SELECT *, least($asof, coalesce(payroll_until, $asof))::DATE AS until
  FROM (FROM customers UNION ALL FROM bad_customers)
  WHERE created_on <= $asof
)
ORDER BY customer_id, name
