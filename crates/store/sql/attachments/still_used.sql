SELECT (SELECT COUNT(*) FROM attachment_uses WHERE sha256 = $1)
  + (SELECT COUNT(*) FROM working_versions WHERE attachments LIKE '%"' || CAST($1 AS TEXT) || '"%')
