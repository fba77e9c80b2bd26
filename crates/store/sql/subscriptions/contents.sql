SELECT leaf_index, content FROM versions WHERE leaf_index >= $1 AND leaf_index < $2 AND event = 'publish' AND content IS NOT NULL ORDER BY leaf_index
