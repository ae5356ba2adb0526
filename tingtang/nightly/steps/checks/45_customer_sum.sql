-- Everything known of each customer id, before anyone asks whether the customer stands: aggregate first, join once.
-- An id without a row of its own is here too, with row_no null.
-- grain: customer_id
-- reads: customer_first_row, holding_sum, balance_sum
SELECT
  customer_id, c.row_no, c.customer_rows, h.assets, h.largest, b.grace_peak, b.window_peak, b.is_suspect
FROM customer_first_row AS c
FULL JOIN holding_sum AS h USING (customer_id)
FULL JOIN balance_sum AS b USING (customer_id)
WHERE customer_id IS NOT NULL
