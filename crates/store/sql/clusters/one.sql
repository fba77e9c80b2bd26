SELECT id, words, pinned FROM appeal_clusters WHERE id = $1
