-- One row in a thousand is bad, in five ways in turn (the fifth is a customer that comes twice).
SELECT cid(i) AS customer_id,
  CASE WHEN wrong = 0 THEN 'X' WHEN h(i, 'kind', 50) = 0 THEN 'C' ELSE 'P' END AS kind,
  CASE WHEN wrong = 1 THEN NULL ELSE '客户' || i END AS name,
  CASE WHEN wrong = 2 THEN 'O-none' ELSE 'O' || h(i, 'outlet', $outlets) END AS home_institution_id,
  CASE WHEN maintained(i) THEN manager(i) END AS manager_id,
  'id_card' AS id_type,
  '990001' || strftime(born, '%Y%m%d') || lpad((i % 1000)::VARCHAR, 3, '0') || 'X' AS id_no,
  '1990' || lpad((i % 10000000)::VARCHAR, 7, '0') AS phone,
  CASE WHEN wrong = 3 THEN $day + 30 ELSE born END AS birth_date,
  CASE WHEN h(i, 'lunar', 10) < 3 THEN 'lunar' ELSE 'solar' END AS birth_calendar,
  (1 + h(i, 'risk', 5))::TINYINT AS risk_tolerance,
  $day - h(i, 'assessed', 700)::INTEGER AS risk_assessed_on,
  CASE WHEN maintained(i) THEN 'wealth_management' ELSE 'none' END AS card,
  h(i, 'call', 10) > 0 AS consent_call, h(i, 'marketing', 10) > 3 AS consent_marketing,
  h(i, 'payroll', 4) = 0 AS payroll,
  CASE WHEN h(i, 'payroll', 4) = 0 THEN $day - h(i, 'paid', CASE WHEN h(i, 'left', 50) = 0 THEN 90 ELSE 30 END)::INTEGER
  END AS last_payroll_on,
  NULL::VARCHAR AS industry, false AS key_account,
  $day - (30 + h(i, 'created', 5000))::INTEGER AS created_on
FROM (
  SELECT i, DATE '1940-01-01' + h(i, 'born', 24000)::INTEGER AS born,
    CASE WHEN bad(i, 'customer') THEN h(i, 'wrong', 5) ELSE 9 END AS wrong
  FROM ids
) CROSS JOIN LATERAL (SELECT unnest(range(CASE WHEN wrong = 4 THEN 2 ELSE 1 END)))
