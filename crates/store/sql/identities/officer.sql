SELECT officer_id FROM identities WHERE issuer = $1 AND subject = $2
