-- How many rows each table of the feed had.
-- grain: table_name
-- reads: institutions, staff, products, customers, family, holdings, balances, contacts, transactions
SELECT 'institutions' AS table_name, count(*) AS rows_read FROM institutions
UNION ALL
SELECT 'staff', count(*) FROM staff
UNION ALL
SELECT 'products', count(*) FROM products
UNION ALL
SELECT 'customers', count(*) FROM customers
UNION ALL
SELECT 'family', count(*) FROM family
UNION ALL
SELECT 'holdings', count(*) FROM holdings
UNION ALL
SELECT 'balances', count(*) FROM balances
UNION ALL
SELECT 'contacts', count(*) FROM contacts
UNION ALL
SELECT 'transactions', count(*) FROM transactions
