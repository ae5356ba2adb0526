SELECT CASE WHEN bad(i, 'family') THEN cid(i) || '?' ELSE cid(i) END AS customer_id,
  CASE WHEN i % 2 = 0 THEN '配偶' ELSE '子女' END AS relation, '家人' || i AS name,
  DATE '1945-01-01' + h(i, 'relative', 28000)::INTEGER AS birth_date,
  CASE WHEN h(i, 'relative lunar', 10) < 3 THEN 'lunar' ELSE 'solar' END AS birth_calendar,
  h(i, 'relative consent', 10) < 7 AS consent
FROM ids WHERE h(i, 'family', 10) < 6
