SELECT id, words, pinned FROM appeal_clusters ORDER BY id
