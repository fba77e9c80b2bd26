SELECT COUNT(*) FROM attachment_uses WHERE sha256 = $1 AND leaf_index < $2
