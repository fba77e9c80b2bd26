DELETE FROM officer_addresses WHERE officer_id = $1
