INSERT INTO selections (id, agency_code, commitment, seed, state, revision, sign_ups, to_review, late, told, lock_version) VALUES ($1, $2, $3, $4, 'promised', 0, 0, FALSE, FALSE, FALSE, 0)
