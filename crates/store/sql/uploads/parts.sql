SELECT bytes FROM upload_parts WHERE upload_id = $1 ORDER BY position
