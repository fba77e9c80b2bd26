DELETE FROM sessions WHERE officer_id = $1
