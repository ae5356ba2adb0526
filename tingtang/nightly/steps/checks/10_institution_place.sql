-- Where an institution stands: below a root ('rooted') or below a parent that nobody knows ('lost').
-- An institution in neither place goes round in a cycle. Only the first row of an id counts.
-- grain: institution_id
-- reads: institutions
WITH RECURSIVE first_row AS (
  SELECT institution_id, min(row_no) AS row_no
  FROM institutions
  WHERE institution_id IS NOT NULL
  GROUP BY institution_id
),
node AS (
  SELECT i.institution_id, i.parent_id
  FROM institutions AS i
  INNER JOIN first_row AS f ON i.row_no = f.row_no
),
place AS (
  SELECT n.institution_id, CASE WHEN n.parent_id IS NULL THEN 'rooted' ELSE 'lost' END AS place
  FROM node AS n
  LEFT JOIN node AS p ON n.parent_id = p.institution_id
  WHERE n.parent_id IS NULL OR p.institution_id IS NULL
  UNION ALL
  SELECT n.institution_id, above.place
  FROM node AS n
  INNER JOIN place AS above ON n.parent_id = above.institution_id
)
SELECT institution_id, place
FROM place
