SELECT leaf_index, disclosure_id, revision, event, entry, content, internal, digest, reason, at FROM versions WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index
