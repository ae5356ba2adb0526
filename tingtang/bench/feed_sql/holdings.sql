SELECT CASE WHEN wrong = 0 THEN cid(i) || '?' ELSE cid(i) END AS customer_id,
  CASE WHEN wrong = 1 THEN 'none' ELSE product_id END AS product_id,
  CASE WHEN wrong = 2 THEN NULL ELSE balance END AS balance,
  CASE WHEN letter IN ('F', 'W', 'I') THEN (balance::DOUBLE * (0.85 + 0.2 * u(row, 'cost')))::DECIMAL(18,2) END AS cost,
  CASE WHEN letter IN ('T', 'W', 'I') THEN $day + (1 + h(row, 'maturity', 400))::INTEGER END AS maturity_on,
  CASE WHEN letter = 'I' THEN $day - 20 + h(row, 'dividend', 365)::INTEGER END AS next_dividend_on,
  CASE WHEN letter = 'F' AND h(row, 'target', 5) = 0 THEN 0.1500::DECIMAL(6,4) END AS target_return,
  CASE WHEN late THEN (1 + h(row, 'late', 60))::INTEGER END AS overdue_days,
  CASE WHEN late THEN (balance::DOUBLE / 100)::DECIMAL(18,2) END AS overdue_amount
FROM (
  SELECT *, letter || h(row, 'product',
      CASE letter WHEN 'D' THEN 40 WHEN 'T' THEN 40 WHEN 'F' THEN 150 WHEN 'I' THEN 60 WHEN 'W' THEN 90 WHEN 'G' THEN 10
      ELSE 30 END) AS product_id,
    (total(i) / pieces(i))::DECIMAL(18,2) AS balance,
    letter = 'L' AND h(row, 'overdue', 40) = 0 AS late,
    CASE WHEN bad(row, 'holding') THEN h(row, 'wrong', 3) ELSE 9 END AS wrong
  FROM (
    SELECT i, k, i * 8 + k AS row, CASE WHEN k = 0 THEN 'D' ELSE substr('TTFFFIWWGL', 1 + h(i * 8 + k, 'letter', 10), 1) END AS letter
    FROM ids CROSS JOIN LATERAL (SELECT unnest(range(pieces(i))) AS k)
  )
)
