-- Maintained customers are contacted about nine times in the 120 days, the others hardly: 0.25 contacts a customer.
SELECT cid(i) AS customer_id,
  ($day + TIME '09:00' - to_days(h(i * 16 + k, 'days', 120)::INTEGER)) AT TIME ZONE 'Asia/Shanghai' AS "at",
  CASE WHEN bad(i * 16 + k, 'contact') THEN 'pigeon'
    ELSE ['visit', 'phone', 'video', 'wechat', 'sms', 'mail'][1 + h(i * 16 + k, 'channel', 6)] END AS channel,
  manager(i) AS staff_id,
  CASE WHEN h(i * 16 + k, 'outcome', 10) < 7 THEN 'reached' ELSE 'no_answer' END AS outcome,
  CASE WHEN h(i * 16 + k, 'memo', 10) < 8 THEN '客户近况良好，询问到期资金安排，约定下周回访。' END AS memo
FROM (
  SELECT i, unnest(range(CASE WHEN maintained(i) THEN 9 WHEN h(i, 'called', 100) < 9 THEN 1 ELSE 0 END)) AS k
  FROM ids
)
