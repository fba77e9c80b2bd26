SELECT leaf_index, disclosure_id, revision, agency_code, basis, reason, drafted_by, released_by, released_by_name, in_place_of, released_at, due_at, reviewed_by, reviewed_at, verdict
FROM urgent_releases
WHERE leaf_index = $1
