SELECT f.customer_id, f.relation, f.name, f.birth_date, f.birth_calendar, f.consent
FROM family f JOIN customers c USING (customer_id) WHERE c.created_on <= $asof
UNION ALL SELECT customer_id, relation, name, birth_date, birth_calendar, consent FROM bad_family
ORDER BY ALL
