-- What share of the last day's assets a customer had on a day. The last day is exactly 1, so that its holdings add up;
-- before it the assets wander by 2 % a week around a slow growth. Before step_on they were `step` times as much, from
-- closed_on on there is nothing.
CREATE OR REPLACE MACRO share_of(customer_id, "on", step_on, step, closed_on) AS
  CASE
    WHEN "on" >= closed_on THEN 0::DECIMAL(9,4)
    WHEN "on" = getvariable('last') THEN 1::DECIMAL(9,4)
    ELSE 1
      + ((hash(customer_id, "on", getvariable('seed')) % 41)::INTEGER - 20) * 0.0010
      - (getvariable('last') - "on") * ((hash(customer_id, getvariable('seed')) % 4)::INTEGER - 1) * 0.0001
  END * CASE WHEN "on" < step_on THEN step ELSE 1 END;
