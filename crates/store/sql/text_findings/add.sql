INSERT INTO text_findings (disclosure_id, place, agency_code, kind, said, target, standing) VALUES ($1, $2, $3, $4, $5, $6, $7)
