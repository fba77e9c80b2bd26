SELECT s.disclosure_id, s.agency_code, s.entry, s.valid_from, v.content FROM list_spans s
JOIN disclosures d ON d.id = s.disclosure_id JOIN versions v ON v.leaf_index = s.leaf_index
WHERE s.item = $1 AND (s.agency_code, s.entry, s.disclosure_id) > ($2, $3, $4) AND s.agency_code <= $5
AND s.valid_from <= $6 AND s.valid_until > $6 AND s.present AND d.status <> 'withdrawn' AND v.content IS NOT NULL
ORDER BY s.agency_code, s.entry, s.disclosure_id LIMIT $7
