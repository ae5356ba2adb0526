-- The maintained customers: those with a manager, with all that the duties ask about them.
-- `plan_anchor` is the day from which the contact plan counts (docs/feed.md, Contact plan).
-- grain: customer_id
-- reads: customers, customer_assets, reached_contact, good_staff
WITH last_reached AS (
  SELECT customer_id, max(moment) AS reached_at
  FROM reached_contact
  GROUP BY customer_id
)
SELECT
  s.customer_id, s.kind, s.name, s.home_institution_id, a.manager_id, s.id_type, s.id_no, s.phone, s.birth_date,
  s.birth_calendar, s.risk_tolerance, s.risk_assessed_on, s.card, s.consent_call, s.consent_marketing, s.payroll,
  s.last_payroll_on, s.industry, s.key_account, s.created_on,
  a.assets, a.holds_something, a.window_peak, a.tier,
  m.institution_id,
  r.reached_at,
  CAST(r.reached_at AS DATE) AS reached_on,
  coalesce(CAST(r.reached_at AS DATE), greatest(s.created_on, $contact_plan_from)) AS plan_anchor
FROM customers AS s
INNER JOIN customer_assets AS a ON s.row_no = a.row_no
INNER JOIN good_staff AS m ON a.manager_id = m.staff_id
LEFT JOIN last_reached AS r ON a.customer_id = r.customer_id
WHERE s.manager_id IS NOT NULL AND a.manager_id IS NOT NULL
