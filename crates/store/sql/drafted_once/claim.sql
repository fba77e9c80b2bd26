INSERT INTO drafted_once (agency_code, what, disclosure_id) VALUES ($1, $2, $3)
ON CONFLICT (agency_code, what) DO UPDATE SET disclosure_id = drafted_once.disclosure_id
RETURNING disclosure_id
