INSERT INTO reports (id, disclosure_id, agency_code, revision, receipt, said, contact, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
