INSERT INTO identities (issuer, subject, officer_id, made_at) VALUES ($1, $2, $3, $4)
