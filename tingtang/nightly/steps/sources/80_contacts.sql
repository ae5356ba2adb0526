-- Contacts recorded in other systems of the bank, as the feed gives them. `moment` is an instant.
-- grain: row_no
-- reads: raw_contacts
-- makes: view
SELECT row_no, unreadable, customer_id, "at" AS moment, channel, staff_id, outcome, memo
FROM raw_contacts
