SELECT y.agency_code, y.scope, y.disclosure_id, d.status, d.first_published_at, w.state AS working
FROM yearly_reports y
LEFT JOIN disclosures d ON d.id = y.disclosure_id
LEFT JOIN working_versions w ON w.disclosure_id = y.disclosure_id
WHERE y.year = $1
