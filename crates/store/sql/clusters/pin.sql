UPDATE appeal_clusters SET pinned = TRUE WHERE id = $1
