SELECT COUNT(*) FROM attachment_uses WHERE sha256 = $1
