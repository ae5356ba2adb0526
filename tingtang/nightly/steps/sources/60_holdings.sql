-- What customers hold, as the feed gives it: several rows of one customer and product are several holdings.
-- grain: row_no
-- reads: raw_holdings
-- makes: view
SELECT
  row_no, unreadable, customer_id, product_id, balance, cost, maturity_on, next_dividend_on, target_return,
  overdue_days, overdue_amount
FROM raw_holdings
