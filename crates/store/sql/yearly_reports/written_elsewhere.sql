SELECT d.id, d.agency_code, w.state, w.values_json
FROM working_versions w CROSS JOIN disclosures d
WHERE d.id = w.disclosure_id AND d.item = $1 AND d.status = 'draft'
  AND d.id NOT IN (SELECT y.disclosure_id FROM yearly_reports y WHERE y.year = $2 AND y.disclosure_id IS NOT NULL)
ORDER BY d.id
