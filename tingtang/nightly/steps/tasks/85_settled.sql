-- The reasons that need no work any more: their duty was closed before the work day begins, or is closed tonight.
-- grain: kind, customer_id, period_on
-- reads: ledger, closing
SELECT DISTINCT kind, customer_id, period_on
FROM ledger
WHERE closed_at < $work_day_start
UNION
SELECT kind, customer_id, period_on
FROM closing
