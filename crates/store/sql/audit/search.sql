WITH RECURSIVE below (code) AS (
  SELECT code FROM regions WHERE code = CAST($2 AS TEXT)
  UNION ALL SELECT r.code FROM regions r JOIN below b ON r.parent_code = b.code
)
SELECT id, at, officer_id, officer_name, agency_code, action, disclosure_id, reason, detail, address, acting_for_id, acting_for_name, position, hash FROM audit
WHERE (CAST($1 AS TEXT) = '' OR agency_code = $1)
  AND (CAST($2 AS TEXT) = '' OR agency_code IN (SELECT a.code FROM agencies a JOIN below b ON a.region_code = b.code))
  AND (CAST($3 AS TEXT) = '' OR officer_id = $3 OR officer_name = $3 OR acting_for_id = $3)
  AND (CAST($4 AS TEXT) = '' OR action = $4)
  AND (CAST($5 AS TEXT) = '' OR disclosure_id = $5)
  AND at >= $6 AND at < $7 AND (CAST($8 AS TEXT) = '' OR id < $8)
ORDER BY id DESC LIMIT $9
