SELECT l.field, d.id, d.item, d.title, d.issued_on, d.status, d.leaf_index FROM links l JOIN disclosures d ON d.id = l.from_id
WHERE (l.target = $1 OR l.target = $2) AND d.leaf_index IS NOT NULL ORDER BY d.issued_on DESC LIMIT 200
