SELECT leaf_index, disclosure_id, revision, event, entry, content, internal, digest, reason, at FROM versions WHERE leaf_index = $1
