-- The balance rows that someone must look at one by one: those of strangers, those of customers with a row that may be
-- bad, and those of maintained customers whose assets fell so far that the day of the peak will be asked for (A31.4).
-- grain: row_no
-- reads: balances, customer_sum, stranger, customers
WITH maintained_row AS (
  SELECT row_no
  FROM customers
  WHERE manager_id IS NOT NULL
),
fallen AS (
  SELECT s.customer_id
  FROM customer_sum AS s
  SEMI JOIN maintained_row AS m ON s.row_no = m.row_no
  WHERE coalesce(s.largest, 0) <= 0 OR coalesce(s.assets, 0) <= (1 - $least_drop_share) * s.window_peak
),
watched AS (
  SELECT customer_id FROM stranger
  UNION
  SELECT customer_id FROM customer_sum WHERE is_suspect
  UNION
  SELECT customer_id FROM fallen
)
SELECT
  b.row_no, b.unreadable, b.customer_id, b.day, b.aum, x.customer_id IS NOT NULL AS is_unknown,
  row_number() OVER (PARTITION BY b.customer_id, b.day ORDER BY b.row_no) AS nth
FROM balances AS b
SEMI JOIN watched AS w ON b.customer_id = w.customer_id
LEFT JOIN stranger AS x ON b.customer_id = x.customer_id
UNION ALL
SELECT row_no, unreadable, customer_id, day, aum, false, 1
FROM balances
WHERE customer_id IS NULL
