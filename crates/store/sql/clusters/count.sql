SELECT COUNT(*) FROM appeal_cluster_regions WHERE region_code = $1 AND (since IS NOT NULL) = $2
