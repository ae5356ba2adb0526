-- Since which day of work a product's news is known: the rate that differs from the one before, and a fund's abnormal
-- move. A feed tells both night after night; who heard of it once is not told again. The move begins by the strictest
-- share of any institution.
-- grain: product_id
-- reads: product, policy, app_product
SELECT
  p.product_id,
  CASE
    WHEN p.rate <> p.rate_previous
      THEN CASE WHEN a.rate = p.rate AND a.rate_previous = p.rate_previous THEN coalesce(a.rate_since, $work_day) ELSE $work_day END
  END AS rate_since,
  CASE
    WHEN abs(p.nav - p.nav_month_ago) >= (SELECT min(fund_abnormal_move_share) FROM policy) * p.nav_month_ago
      THEN coalesce(a.moved_since, $work_day)
  END AS moved_since
FROM product AS p
LEFT JOIN app_product AS a ON p.product_id = a.product_id
