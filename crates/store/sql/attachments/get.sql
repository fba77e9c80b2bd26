SELECT sha256, media_type, size, content_text, text_whole FROM attachments WHERE sha256 = $1
