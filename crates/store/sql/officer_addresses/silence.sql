UPDATE officer_addresses SET silenced = $2 WHERE officer_id = $1
