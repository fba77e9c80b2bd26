INSERT INTO yearly_reports (agency_code, year, scope, counted, counted_at, origin, filled, narrative, disclosure_id, changed_at, officer_name, lock_version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
