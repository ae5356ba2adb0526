-- The days that a balance history may have, ten years back, with what each is good for: the downgrade grace (A27), the
-- attrition window (A31.4), and one bit of a number. A hundred days apart the bits come again.
-- grain: day
-- reads: nothing
SELECT
  $as_of - CAST(i AS INTEGER) AS day,
  CAST(1 AS HUGEINT) << CAST(i % 100 AS INTEGER) AS bit,
  $as_of - CAST(i AS INTEGER) > $grace_after AS in_grace,
  i > 0 AND $as_of - CAST(i AS INTEGER) >= $window_from AS in_window
FROM range(3660) AS days (i)
