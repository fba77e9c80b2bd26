DELETE FROM appeal_clusters WHERE id = $1
