SELECT d.id, v.leaf_index AS first_leaf, v.at AS first_at, w.leaf_index, w.at, w.content FROM disclosures d
JOIN versions v ON v.disclosure_id = d.id JOIN versions w ON w.leaf_index = d.leaf_index
WHERE v.leaf_index < $1 AND v.event = 'publish' AND d.status <> 'withdrawn' AND d.item = $2
ORDER BY v.leaf_index + 0 DESC LIMIT $3
