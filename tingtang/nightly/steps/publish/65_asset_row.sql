-- What the feed's history says of the assets at the end of each past week: where the application begins, before it has
-- points of its own. Of the wealth and private customers alone (A31.2a): of all it would be most of the first night.
-- grain: customer_id, "on"
-- reads: watched_balance, bad_balances, maintained
SELECT b.customer_id, max(b.day) AS "on", CAST(arg_max(b.aum, b.day) AS DECIMAL(20, 2)) AS assets
FROM watched_balance AS b
INNER JOIN maintained AS m ON b.customer_id = m.customer_id
ANTI JOIN bad_balances AS x ON b.row_no = x.row_no
WHERE m.tier IN ('wealth', 'private') AND b.day < CAST(date_trunc('week', $as_of) AS DATE)
GROUP BY b.customer_id, date_trunc('week', b.day)
ORDER BY b.customer_id, "on"
