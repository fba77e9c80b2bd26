UPDATE drafted_once SET disclosure_id = $3 WHERE agency_code = $1 AND what = $2
AND NOT EXISTS (SELECT 1 FROM disclosures d WHERE d.id = drafted_once.disclosure_id)
