INSERT INTO attachment_uses (sha256, disclosure_id, leaf_index) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
