SELECT customer_id, "at", amount, kind, counterparty FROM transactions WHERE "at" < ($asof + 1)::TIMESTAMPTZ
UNION ALL SELECT customer_id, "at" - to_days((getvariable('last') - $asof)::INTEGER), amount, kind, counterparty
FROM bad_transactions
ORDER BY ALL
