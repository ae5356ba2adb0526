-- What the maintained customers hold, with the product's values beside each holding.
-- grain: row_no
-- reads: watched_holding, bad_holdings, maintained, product
SELECT
  h.row_no, h.customer_id, m.institution_id, h.product_id, h.balance, h.cost, h.maturity_on, h.next_dividend_on, h.target_return,
  h.overdue_days, h.overdue_amount,
  p.type, p.name AS product, p.nav, p.nav_month_ago, p.rate, p.rate_previous, p.opens_on
FROM watched_holding AS h
INNER JOIN maintained AS m ON h.customer_id = m.customer_id
INNER JOIN product AS p ON h.product_id = p.product_id
ANTI JOIN bad_holdings AS b ON h.row_no = b.row_no
