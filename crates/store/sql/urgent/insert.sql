INSERT INTO urgent_releases (leaf_index, disclosure_id, revision, agency_code, basis, reason, drafted_by, released_by, released_by_name, in_place_of, released_at, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
