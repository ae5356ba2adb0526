-- The work of the day: one card per customer with the reasons that are shown today, ranked per manager. What goes
-- beyond the cap of a day stays in the ledger and waits below the line.
-- grain: customer_id
-- reads: reason, settled
WITH shown AS (
  SELECT
    r.customer_id, r.manager_id, r.assets, r.tier_weight,
    sum(r.kind_weight) AS kind_weight,
    string_agg('"' || r.kind || '"', ',' ORDER BY r.kind_weight DESC, r.kind) AS kinds
  FROM reason AS r
  ANTI JOIN settled AS s ON r.kind = s.kind AND r.customer_id = s.customer_id AND r.period_on = s.period_on
  WHERE r.show_day <= $work_day
  GROUP BY r.customer_id, r.manager_id, r.assets, r.tier_weight
),
ranked AS (
  SELECT
    customer_id, manager_id, '[' || kinds || ']' AS kinds,
    CAST(kind_weight + tier_weight AS INTEGER) AS score,
    row_number() OVER (PARTITION BY manager_id ORDER BY kind_weight + tier_weight DESC, assets DESC, customer_id) AS rank
  FROM shown
)
SELECT *, rank <= $night_tasks_per_manager_cap AS within_cap
FROM ranked
