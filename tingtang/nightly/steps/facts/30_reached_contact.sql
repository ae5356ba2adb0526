-- The contacts that count: a maintained customer was reached and the memo says what was talked about (A31.2c). Those of
-- the feed and those recorded in the product itself.
-- grain: source, row_no
-- reads: contacts, bad_contacts, customer_assets, app_contact
SELECT 'feed' AS source, t.row_no, t.customer_id, t.moment, t.channel, t.staff_id, t.memo
FROM contacts AS t
INNER JOIN customer_assets AS c ON t.customer_id = c.customer_id
ANTI JOIN bad_contacts AS b ON t.row_no = b.row_no
WHERE c.manager_id IS NOT NULL AND t.outcome = 'reached' AND trim(t.memo) <> ''
UNION ALL
SELECT 'app' AS source, a.row_no, a.customer_id, a.moment, a.channel, a.staff_id, NULL AS memo
FROM app_contact AS a
INNER JOIN customer_assets AS c ON a.customer_id = c.customer_id
WHERE c.manager_id IS NOT NULL AND a.moment < $as_of_end
