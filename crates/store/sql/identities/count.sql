SELECT COUNT(*) FROM identities WHERE officer_id = $1
