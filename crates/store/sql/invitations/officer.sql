SELECT officer_id FROM invitations WHERE token = $1 AND expires_at > $2
