SELECT r.id, r.number, '' AS title, r.said AS sealed, r.state, r.due_on, h.officer_id AS handler_id, o.name AS handler_name
FROM appeals r
LEFT JOIN case_handlers h ON h.case_id = r.id AND h.agency_code = r.agency_code
LEFT JOIN officers o ON o.id = h.officer_id
WHERE r.agency_code = $1 AND r.closed_on IS NULL
  AND r.due_on >= $2 AND r.due_on <= $3
  AND (r.due_on > $4 OR (r.due_on = $4 AND r.id > $5))
  AND (CAST($7 AS TEXT) = '' OR $7 LIKE '%,' || h.officer_id || ',%')
ORDER BY r.due_on, r.id LIMIT $6
