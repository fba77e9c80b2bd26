WITH RECURSIVE below (code) AS (
  SELECT code FROM regions WHERE code = CAST($2 AS TEXT) OR (CAST($2 AS TEXT) = '*' AND parent_code IS NULL)
  UNION ALL SELECT r.code FROM regions r JOIN below b ON r.parent_code = b.code
)
SELECT o.id, o.name, o.agency_code, o.roles, o.created_at, MAX(t.held_on) AS trained_on
FROM officers o
LEFT JOIN training_attendees t ON t.officer_id = o.id AND t.confirmed_on IS NOT NULL AND t.held_on <= $3
WHERE o.disabled = FALSE AND o.agency_code IN (SELECT a.code FROM agencies a WHERE a.code = $1 OR a.region_code IN (SELECT code FROM below))
GROUP BY o.id, o.name, o.agency_code, o.roles, o.created_at
ORDER BY o.agency_code, o.name, o.id
