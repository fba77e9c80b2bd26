SELECT s.disclosure_id, s.item, s.agency_code, s.entry, s.valid_from, s.leaf_index, s.present, v.at, v.content, b.content AS before_content
FROM list_spans s JOIN disclosures d ON d.id = s.disclosure_id JOIN versions v ON v.leaf_index = s.leaf_index
LEFT JOIN list_spans p ON p.disclosure_id = s.disclosure_id AND p.valid_until = s.valid_from AND p.present
LEFT JOIN versions b ON b.leaf_index = p.leaf_index
WHERE s.item = $1 AND (s.agency_code = $2 OR $2 = '') AND (s.present OR p.present) AND d.status <> 'withdrawn'
ORDER BY s.leaf_index DESC LIMIT $3
