SELECT l.field, d.id, d.item, d.title, d.leaf_index, d.first_published_at, v.content FROM links l
JOIN disclosures d ON d.id = l.from_id JOIN versions v ON v.leaf_index = d.leaf_index
WHERE (l.target = $1 OR l.target = $2) AND l.field = $3 AND d.item = $4 AND d.status = $5 AND v.content IS NOT NULL
ORDER BY d.issued_on DESC, d.id DESC LIMIT $6
