SELECT f.disclosure_id, f.said, d.title FROM text_findings f JOIN disclosures d ON d.id = f.disclosure_id
WHERE f.agency_code = $1 AND f.kind = $2 AND f.standing ORDER BY f.disclosure_id, f.place LIMIT $3
