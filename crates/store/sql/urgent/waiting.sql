SELECT u.leaf_index, u.disclosure_id, u.revision, u.agency_code, u.basis, u.reason, u.drafted_by, u.released_by, u.released_by_name, u.in_place_of, u.released_at, u.due_at, u.reviewed_by, u.reviewed_at, u.verdict, d.title, d.index_no, d.status
FROM urgent_releases u
JOIN disclosures d ON d.id = u.disclosure_id
WHERE u.agency_code = $1 AND u.reviewed_at IS NULL
ORDER BY u.due_at, u.leaf_index
LIMIT $2
