-- What the product remembers of assets after tonight: today's, and of earlier days only those that were higher. A day
-- that a later and higher one follows can never again be the peak of a window that ends today or later.
-- Customers without a manager are remembered from the lowest tier threshold on: below it nothing asks for their past.
-- grain: customer_id, day
-- reads: own_history, customer_assets
SELECT customer_id, $as_of AS day, CAST(assets AS DECIMAL(20, 2)) AS aum
FROM customer_assets
WHERE assets > 0 AND (manager_id IS NOT NULL OR assets >= $tier_threshold_wealth_management)
UNION ALL
SELECT o.customer_id, o.day, o.aum
FROM own_history AS o
LEFT JOIN customer_assets AS c ON o.customer_id = c.customer_id
WHERE c.customer_id IS NULL OR o.aum > c.assets
