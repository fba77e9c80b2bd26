SELECT id, region_code, agency_code, lodged_on, said, cluster_id FROM appeals WHERE cluster_id IS NULL AND said IS NOT NULL AND lodged_on >= $1 ORDER BY id LIMIT $2
