-- What the maintained customers hold, as the application keeps it. `nth` tells apart rows that are alike in everything.
-- grain: customer_id, product_id, nth
-- reads: maintained_holding
SELECT
  customer_id, product_id, balance, cost, maturity_on, next_dividend_on, target_return, overdue_days, overdue_amount,
  row_number() OVER (
    PARTITION BY customer_id, product_id
    ORDER BY balance, cost, maturity_on, next_dividend_on, target_return, overdue_days, overdue_amount
  ) AS nth
FROM maintained_holding
ORDER BY customer_id, product_id, nth
