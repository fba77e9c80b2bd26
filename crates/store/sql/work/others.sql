WITH RECURSIVE below (code) AS (
  SELECT code FROM regions WHERE code = CAST($2 AS TEXT)
  UNION ALL SELECT r.code FROM regions r JOIN below b ON r.parent_code = b.code
)
SELECT w.disclosure_id, w.state, w.title, d.item, d.agency_code, d.revision, w.drafter, o.name AS drafter_name, w.updated_at, w.due_on,
  COALESCE(w.due_on, '9999-12-31') AS place
FROM working_versions w
JOIN disclosures d ON d.id = w.disclosure_id
LEFT JOIN officers o ON o.id = w.drafter
WHERE (CAST($1 AS TEXT) = '' OR d.agency_code = $1)
  AND (CAST($2 AS TEXT) = '' OR d.agency_code IN (SELECT a.code FROM agencies a JOIN below b ON a.region_code = b.code))
  AND (CAST($3 AS TEXT) = '' OR o.name = $3 OR o.username = $3)
  AND (CAST($4 AS TEXT) = '' OR w.state = $4)
  AND (CAST($5 AS TEXT) = '' OR (w.due_on < $5 AND w.state <> 'scheduled'))
  AND (COALESCE(w.due_on, '9999-12-31') > $6 OR (COALESCE(w.due_on, '9999-12-31') = $6 AND w.disclosure_id > $7))
ORDER BY COALESCE(w.due_on, '9999-12-31'), w.disclosure_id
LIMIT $8
