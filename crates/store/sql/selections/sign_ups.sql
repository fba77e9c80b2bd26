SELECT selection_id, number, at, code, side, person, mask, contact_digest, told, receipt_digest, once_digest FROM sign_ups WHERE selection_id = $1 AND number > $2 ORDER BY number LIMIT $3
