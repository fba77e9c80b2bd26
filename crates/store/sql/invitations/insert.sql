INSERT INTO invitations (token, officer_id, made_by, expires_at) VALUES ($1, $2, $3, $4)
