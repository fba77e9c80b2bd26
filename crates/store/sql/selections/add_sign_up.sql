INSERT INTO sign_ups (selection_id, number, at, code, side, person, mask, contact_digest, told, receipt_digest, once_digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, $9, $10)
