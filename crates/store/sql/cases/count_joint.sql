WITH RECURSIVE below (code) AS (
  SELECT code FROM regions WHERE code = CAST($2 AS TEXT) OR (CAST($2 AS TEXT) = '*' AND parent_code IS NULL)
  UNION ALL SELECT r.code FROM regions r JOIN below b ON r.parent_code = b.code
)
SELECT c.agency_code AS agency_code, COUNT(*) AS open,
  CAST(SUM(CASE WHEN c.due_on < $3 AND 1 = 1 THEN 1 ELSE 0 END) AS BIGINT) AS overdue,
  CAST(SUM(CASE WHEN c.due_on >= $3 AND c.due_on <= $4 AND 1 = 1 THEN 1 ELSE 0 END) AS BIGINT) AS soon
FROM appeal_partners c
WHERE c.ended = FALSE AND c.agency_code IN (SELECT a.code FROM agencies a WHERE a.code = $1 OR a.region_code IN (SELECT code FROM below))
GROUP BY c.agency_code
