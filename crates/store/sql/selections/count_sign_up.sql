UPDATE selections SET sign_ups = sign_ups + 1 WHERE id = $1 AND state = 'signing-up' AND opens_on <= $2 AND closes_on >= $2 RETURNING sign_ups
