SELECT w.disclosure_id, w.article, w.reason, w.proposed_by, w.in_place_of, w.proposed_at, w.urgent, COALESCE(o.name, w.proposed_by) AS proposed_by_name FROM withdrawals w JOIN disclosures d ON d.id = w.disclosure_id LEFT JOIN officers o ON o.id = w.proposed_by
WHERE d.agency_code = $1 ORDER BY w.proposed_at, w.disclosure_id
