UPDATE requests SET applicant = NULL, wanted = NULL, applicant_mask = '', applicant_digest = '', wanted_digest = '', receipt_digest = id, lock_version = lock_version + 1 WHERE id = $1
