SELECT cluster_id, region_code, cases, recent, earlier, regions, agencies, attention, since FROM appeal_cluster_regions WHERE cluster_id = $1 ORDER BY cases DESC, region_code
