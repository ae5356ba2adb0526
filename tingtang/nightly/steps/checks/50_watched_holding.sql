-- The holdings that are looked at one by one.
-- grain: row_no
-- reads: holdings, watched_customer
SELECT
  h.row_no, h.unreadable, h.customer_id, w.is_stranger, h.product_id, h.balance, h.cost, h.maturity_on,
  h.next_dividend_on, h.target_return, h.overdue_days, h.overdue_amount
FROM holdings AS h
INNER JOIN watched_customer AS w ON h.customer_id = w.customer_id
UNION ALL
SELECT
  row_no, unreadable, NULL, true, product_id, balance, cost, maturity_on, next_dividend_on, target_return, overdue_days,
  overdue_amount
FROM holdings
WHERE customer_id IS NULL
