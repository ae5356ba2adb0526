-- Signals that a maintained customer is leaving (A31.4), each with the days and amounts behind it still to be looked up.
-- grain: kind, customer_id
-- reads: maintained, flow, policy
SELECT 'attrition.asset_drop' AS kind, m.customer_id, m.assets, m.window_peak, NULL AS outflow
FROM maintained AS m
INNER JOIN policy AS v ON m.institution_id = v.institution_id
WHERE m.window_peak >= v.attrition_min_assets AND m.assets <= (1 - v.attrition_drop_share) * m.window_peak
UNION ALL
SELECT 'attrition.closed', customer_id, assets, window_peak, NULL
FROM maintained
WHERE NOT holds_something AND window_peak > 0
UNION ALL
SELECT 'attrition.outflow', m.customer_id, m.assets, NULL, f.outflow
FROM maintained AS m
INNER JOIN policy AS v ON m.institution_id = v.institution_id
INNER JOIN flow AS f ON m.customer_id = f.customer_id
WHERE
  f.outflow > 0 AND m.assets + f.outflow >= v.attrition_min_assets
  AND f.outflow >= v.attrition_outflow_share * (m.assets + f.outflow)
