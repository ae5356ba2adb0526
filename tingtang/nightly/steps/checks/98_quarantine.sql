-- Every row that cannot be used, with its table, its key and the one reason. A row without a key is named by its place.
-- grain: table_name, row_no
-- reads: bad_institutions, checked_staff, checked_products, bad_customers, bad_holdings, bad_balances, bad_contacts, bad_family, bad_transactions, unreadable_line
-- check: every quarantined row has a reason: SELECT * FROM quarantine WHERE reason IS NULL
WITH bad AS (
  SELECT 'institutions' AS table_name, row_no, key, reason FROM bad_institutions
  UNION ALL
  SELECT 'staff', row_no, staff_id, reason FROM checked_staff WHERE reason IS NOT NULL
  UNION ALL
  SELECT 'products', row_no, product_id, reason FROM checked_products WHERE reason IS NOT NULL
  UNION ALL
  SELECT 'customers', row_no, key, reason FROM bad_customers
  UNION ALL
  SELECT 'holdings', row_no, key, reason FROM bad_holdings
  UNION ALL
  SELECT 'balances', row_no, key, reason FROM bad_balances
  UNION ALL
  SELECT 'contacts', row_no, key, reason FROM bad_contacts
  UNION ALL
  SELECT 'family', row_no, key, reason FROM bad_family
  UNION ALL
  SELECT 'transactions', row_no, key, reason FROM bad_transactions
  UNION ALL
  SELECT table_name, -line, 'line ' || line, 'bad_line' FROM unreadable_line
)
SELECT
  table_name, row_no, left(coalesce(nullif(key, ''), 'row ' || (row_no + 1)), 120) AS key, reason
FROM bad
