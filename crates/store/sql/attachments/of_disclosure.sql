SELECT DISTINCT sha256 FROM attachment_uses WHERE disclosure_id = $1
