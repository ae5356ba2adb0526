SELECT customer_id, "at", channel, staff_id, outcome, memo FROM contacts WHERE "at" < ($asof + 1)::TIMESTAMPTZ
UNION ALL SELECT customer_id, "at" - to_days((getvariable('last') - $asof)::INTEGER), channel, staff_id, outcome, memo
FROM bad_contacts
ORDER BY ALL
