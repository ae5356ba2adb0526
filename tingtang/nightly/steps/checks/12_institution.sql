-- The institutions that stand: their own row and every row above them is good.
-- grain: institution_id
-- reads: institutions, checked_institutions
WITH RECURSIVE good AS (
  SELECT i.institution_id, i.parent_id, i.kind, i.name, i.name_en, i.opened_on, i.closed_on
  FROM institutions AS i
  INNER JOIN checked_institutions AS c ON i.row_no = c.row_no
  WHERE c.reason IS NULL
),
standing AS (
  SELECT g.*, 0 AS depth
  FROM good AS g
  WHERE g.parent_id IS NULL
  UNION ALL
  SELECT g.*, above.depth + 1 AS depth
  FROM good AS g
  INNER JOIN standing AS above ON g.parent_id = above.institution_id
)
SELECT *
FROM standing
