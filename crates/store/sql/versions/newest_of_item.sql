SELECT d.id, d.leaf_index, v.content, d.first_published_at AS published_at FROM disclosures d JOIN versions v ON v.leaf_index = d.leaf_index
WHERE d.item = $1 AND d.id > $2 AND d.revision > 0 ORDER BY d.id LIMIT $3
