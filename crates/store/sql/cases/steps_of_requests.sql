SELECT c.id, c.number, c.purpose AS kind, c.lodged_on, e.position, e.event
FROM requests c
JOIN request_events e ON e.request_id = c.id
WHERE c.id IN (
  SELECT f.id FROM requests f
  WHERE f.agency_code = $1 AND f.lodged_on <= $3 AND (f.closed_on IS NULL OR f.closed_on >= $2) AND f.id > $4
  ORDER BY f.id LIMIT $5
)
ORDER BY c.id, e.position
