SELECT sha256, media_type, size, content_text FROM attachments WHERE sha256 = $1
