-- The contact plan that each maintained customer is under from tonight: open duties of another plan are superseded.
-- grain: subject_id
-- reads: contact_reason
SELECT customer_id AS subject_id, kind
FROM contact_reason
