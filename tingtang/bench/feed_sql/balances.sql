-- Two customers in a hundred have lost half of what they held three weeks ago.
SELECT CASE WHEN wrong = 0 THEN cid(i) || '?' ELSE cid(i) END AS customer_id,
  CASE WHEN wrong = 1 THEN $day + 7 WHEN wrong = 2 THEN $day - 7 * least(k + 1, $weeks)::INTEGER ELSE $day - 7 * k::INTEGER
  END AS "on",
  (total(i) * (0.95 + 0.1 * u(i * 16 + k, 'aum')) * CASE WHEN k > 2 AND h(i, 'drop', 50) = 0 THEN 2 ELSE 1 END)
    ::DECIMAL(18,2) AS aum
FROM (
  SELECT i, k, CASE WHEN bad(i * 16 + k, 'balance') THEN h(i * 16 + k, 'wrong', 3) ELSE 9 END AS wrong
  FROM ids CROSS JOIN range(1, $weeks + 1) w(k)
)
