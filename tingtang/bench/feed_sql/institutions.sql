SELECT 'P' AS institution_id, NULL::VARCHAR AS parent_id, 'province' AS kind, '基准省分行' AS name
UNION ALL SELECT 'B' || i, 'P', 'branch', '二级分行' || i FROM range($branches) t(i)
UNION ALL SELECT 'O' || i, 'B' || i % $branches, 'outlet', '网点' || i FROM range($outlets) t(i)
