-- The contacts that count: a maintained customer was reached and the memo says what was talked about (A31.2c). Those of
-- the feed and those recorded in the product itself. A contact of the feed under one of several files linked as one
-- customer's is one with the customer of all: it stands again (linked) for each other file, as the product's own do.
-- grain: source, row_no, customer_id
-- reads: contacts, bad_contacts, customer_assets, app_contact, app_linked
WITH told AS (
  SELECT t.row_no, t.customer_id, t.moment, t.channel, t.staff_id, t.memo
  FROM contacts AS t
  INNER JOIN customer_assets AS c ON t.customer_id = c.customer_id
  ANTI JOIN bad_contacts AS b ON t.row_no = b.row_no
  WHERE c.manager_id IS NOT NULL AND t.outcome = 'reached' AND trim(t.memo) <> ''
)
SELECT 'feed' AS source, t.row_no, t.customer_id, t.moment, t.channel, t.staff_id, t.memo
FROM told AS t
UNION ALL
SELECT 'linked' AS source, t.row_no, l.other_id AS customer_id, t.moment, t.channel, t.staff_id, t.memo
FROM told AS t
INNER JOIN app_linked AS l ON t.customer_id = l.customer_id
INNER JOIN customer_assets AS c ON l.other_id = c.customer_id
WHERE c.manager_id IS NOT NULL
UNION ALL
SELECT 'app' AS source, a.row_no, a.customer_id, a.moment, a.channel, a.staff_id, NULL AS memo
FROM app_contact AS a
INNER JOIN customer_assets AS c ON a.customer_id = c.customer_id
WHERE c.manager_id IS NOT NULL AND a.moment < $as_of_end
