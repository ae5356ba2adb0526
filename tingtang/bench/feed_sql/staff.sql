SELECT 'S' || lpad(i::VARCHAR, 7, '0') AS staff_id, '经理' || i AS name, 'O' || i % $outlets AS institution_id,
  CASE WHEN i % 10 = 0 THEN 'private_banker' ELSE 'wealth_manager' END AS position
FROM range($managers) t(i)
