SELECT d.id, d.agency_code FROM disclosures d WHERE d.item = $1 AND d.first_published_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM samples s WHERE s.plan_id = d.id) ORDER BY d.id LIMIT $2
