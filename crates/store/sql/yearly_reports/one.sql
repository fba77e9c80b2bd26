SELECT agency_code, year, scope, counted, counted_at, origin, filled, narrative, disclosure_id, changed_at, officer_name, lock_version
FROM yearly_reports WHERE agency_code = $1 AND year = $2 AND scope = $3
