SELECT letter || i AS product_id, type, type || ' ' || i AS name,
  (1 + i % 5)::TINYINT AS risk,
  CASE WHEN letter = 'F' THEN (1 + i * 0.003)::DECIMAL(12,4) END AS nav,
  CASE WHEN letter = 'F' THEN ((1 + i * 0.003) * CASE WHEN i % 20 = 0 THEN 1.1 ELSE 1.01 END)::DECIMAL(12,4)
  END AS nav_month_ago,
  (rate + i % 10 * 0.001)::DECIMAL(8,6) AS rate,
  CASE WHEN letter IN ('D', 'T') THEN (rate + i % 10 * 0.001 - CASE WHEN i % 10 = 3 THEN 0.001 ELSE 0 END)::DECIMAL(8,6)
  END AS rate_previous,
  CASE WHEN letter = 'F' AND i % 50 = 0 THEN $day + 2 END AS opens_on
FROM (VALUES
  ('D', 'deposit', 40, 0.010), ('T', 'fixed_income', 40, 0.020), ('F', 'fund', 150, NULL), ('I', 'insurance', 60, NULL),
  ('W', 'wealth', 90, 0.030), ('G', 'gold', 10, NULL), ('L', 'loan', 30, 0.034)
) kinds(letter, type, n, rate) CROSS JOIN LATERAL (SELECT unnest(range(n)) AS i)
