SELECT r.id, r.number, r.title, CAST(NULL AS TEXT) AS sealed, r.state, r.due_on, CAST(NULL AS TEXT) AS handler_id, CAST(NULL AS TEXT) AS handler_name
FROM supervisions r
WHERE r.office_code = $1 AND r.closed_on IS NULL
  AND r.due_on >= $2 AND r.due_on <= $3
  AND (r.due_on > $4 OR (r.due_on = $4 AND r.id > $5))
ORDER BY r.due_on, r.id LIMIT $6
