SELECT h.customer_id, h.product_id,
  CASE WHEN p.type = 'loan' THEN h.balance
    ELSE (h.balance * share_of(h.customer_id, $asof, c.step_on, c.step, c.closed_on))::DECIMAL(18,2) END AS balance,
  h.cost, h.maturity_on, h.next_dividend_on, h.target_return,
  CASE WHEN h.overdue_since < $asof THEN ($asof - h.overdue_since)::INTEGER END AS overdue_days,
  CASE WHEN h.overdue_since < $asof THEN h.overdue_amount END AS overdue_amount
FROM holdings h JOIN customers c USING (customer_id) JOIN products p USING (product_id)
WHERE c.created_on <= $asof
UNION ALL SELECT customer_id, product_id, balance, cost, maturity_on, next_dividend_on, target_return, NULL, NULL
FROM bad_holdings
ORDER BY ALL
