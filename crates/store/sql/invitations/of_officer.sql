SELECT expires_at FROM invitations WHERE officer_id = $1 ORDER BY expires_at DESC LIMIT 1
