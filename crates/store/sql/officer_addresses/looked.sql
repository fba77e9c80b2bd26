UPDATE officer_addresses SET next_at = $3 WHERE officer_id = $1 AND next_at = $2
