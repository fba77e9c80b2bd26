INSERT INTO bulk_withdrawals (id, agency_code, article, reason, state, lock_version, proposed_by, proposed_by_name, in_place_of, confirmed_by, confirmed_for, ready, refused, stopped_reason, claimed_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
