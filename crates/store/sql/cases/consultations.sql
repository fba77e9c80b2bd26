SELECT r.id, '' AS number, d.title, CAST(NULL AS TEXT) AS sealed, r.state, r.due_on, CAST(NULL AS TEXT) AS handler_id, CAST(NULL AS TEXT) AS handler_name
FROM consultations r
JOIN disclosures d ON d.id = r.draft_id
WHERE r.agency_code = $1 AND r.state <> 'published'
  AND r.due_on >= $2 AND r.due_on <= $3
  AND (r.due_on > $4 OR (r.due_on = $4 AND r.id > $5))
ORDER BY r.due_on, r.id LIMIT $6
