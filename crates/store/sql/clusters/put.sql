INSERT INTO appeal_clusters (id, words, pinned) VALUES ($1, $2, FALSE) ON CONFLICT (id) DO UPDATE SET words = excluded.words
