SELECT r.id, r.number, '' AS title, r.said AS sealed, r.state, p.due_on, CAST(NULL AS TEXT) AS handler_id, CAST(NULL AS TEXT) AS handler_name
FROM appeal_partners p
JOIN appeals r ON r.id = p.appeal_id
WHERE p.agency_code = $1 AND p.ended = FALSE
  AND p.due_on >= $2 AND p.due_on <= $3
  AND (p.due_on > $4 OR (p.due_on = $4 AND p.appeal_id > $5))
ORDER BY p.due_on, p.appeal_id LIMIT $6
