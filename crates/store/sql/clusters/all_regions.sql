SELECT cluster_id, region_code, cases, recent, earlier, regions, agencies, attention, since FROM appeal_cluster_regions ORDER BY cluster_id, region_code
