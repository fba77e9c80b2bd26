INSERT INTO attachments (sha256, media_type, size, content_text, text_whole, stored_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sha256) DO NOTHING
