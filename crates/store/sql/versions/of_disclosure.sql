SELECT leaf_index, disclosure_id, revision, event, entry, content, internal, digest, reason, at FROM versions WHERE disclosure_id = $1 ORDER BY revision
