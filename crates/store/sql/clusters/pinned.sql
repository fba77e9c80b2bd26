SELECT id FROM appeal_clusters WHERE pinned ORDER BY id
