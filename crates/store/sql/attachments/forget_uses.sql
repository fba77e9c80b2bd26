DELETE FROM attachment_uses WHERE disclosure_id = $1
