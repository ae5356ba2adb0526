-- End-of-day assets a week apart over the year before the day.
SELECT customer_id, "on", (assets * share_of(customer_id, "on", step_on, step, closed_on))::DECIMAL(18,2) AS aum
FROM (
  SELECT *, $asof - 7 * week::INTEGER AS "on" FROM customers CROSS JOIN range(1, 53) weeks(week)
)
WHERE created_on <= "on"
UNION ALL SELECT customer_id, "on" - (getvariable('last') - $asof)::INTEGER, aum FROM bad_balances
ORDER BY ALL
