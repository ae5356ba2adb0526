-- The cards of the work day, as the application keeps them.
-- grain: subject_id
-- reads: task
SELECT
  $work_day AS "on", manager_id AS staff_id, 'customer' AS subject_kind, customer_id AS subject_id, rank, score,
  within_cap, kinds
FROM task
ORDER BY manager_id, rank
