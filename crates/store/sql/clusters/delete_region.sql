DELETE FROM appeal_cluster_regions WHERE cluster_id = $1 AND region_code = $2
