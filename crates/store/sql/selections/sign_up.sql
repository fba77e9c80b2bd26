SELECT selection_id, number, at, code, side, person, mask, contact_digest, told, receipt_digest, once_digest, registered_by FROM sign_ups WHERE selection_id = $1 AND number = $2
