DELETE FROM upload_parts WHERE upload_id = $1
