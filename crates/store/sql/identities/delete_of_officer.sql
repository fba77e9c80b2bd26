DELETE FROM identities WHERE officer_id = $1
