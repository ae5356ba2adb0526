-- The whole bank by tier: how many customers and what they hold. Who is not above the ordinary is counted by difference.
-- grain: tier
-- reads: customer_assets, standing_customer, holding_sum, stranger
WITH above AS (
  SELECT tier, count(*) AS customers, sum(assets) AS assets
  FROM customer_assets
  GROUP BY tier
),
whole AS (
  SELECT
    (SELECT count(*) FROM standing_customer) AS customers,
    (SELECT sum(h.assets) FROM holding_sum AS h ANTI JOIN stranger AS s ON h.customer_id = s.customer_id) AS assets
),
rest AS (
  SELECT
    'ordinary' AS tier,
    w.customers - coalesce((SELECT sum(customers) FROM above), 0) AS customers,
    coalesce(w.assets, 0) - coalesce((SELECT sum(assets) FROM above), 0) AS assets
  FROM whole AS w
)
SELECT tier, CAST(sum(customers) AS BIGINT) AS customers, CAST(sum(assets) AS DECIMAL(24, 2)) AS assets
FROM (SELECT * FROM above UNION ALL SELECT * FROM rest) AS part
GROUP BY tier
HAVING sum(customers) > 0
