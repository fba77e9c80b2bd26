SELECT s.disclosure_id, s.item, s.agency_code, s.entry, s.valid_from, s.leaf_index, s.present, v.at, v.content, b.content AS before_content
FROM list_spans s JOIN disclosures d ON d.id = s.disclosure_id JOIN versions v ON v.leaf_index = s.leaf_index
LEFT JOIN list_spans p ON p.disclosure_id = s.disclosure_id AND p.valid_from <= $2 AND p.valid_until > $2 AND p.present
LEFT JOIN versions b ON b.leaf_index = p.leaf_index
WHERE s.item = $1 AND s.valid_from > $2 AND s.valid_from <= $3 AND (s.valid_from, s.disclosure_id) < ($4, $5)
AND (s.agency_code = $6 OR $6 = '') AND s.valid_until > $3 AND (s.present OR p.present) AND d.status <> 'withdrawn'
ORDER BY s.valid_from DESC, s.disclosure_id DESC LIMIT $7
