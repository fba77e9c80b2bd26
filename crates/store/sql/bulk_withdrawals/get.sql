SELECT id, agency_code, article, reason, state, lock_version, proposed_by, proposed_by_name, in_place_of, confirmed_by, confirmed_for, ready, refused, stopped_reason, claimed_at, updated_at
FROM bulk_withdrawals
WHERE id = $1
