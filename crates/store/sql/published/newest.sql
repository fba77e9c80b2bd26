SELECT d.id, v.leaf_index AS first_leaf, v.at AS first_at, w.leaf_index, w.at, w.content FROM versions v
JOIN disclosures d ON d.id = v.disclosure_id JOIN versions w ON w.leaf_index = d.leaf_index
WHERE v.leaf_index < $1 AND v.event = 'publish' AND d.status <> 'withdrawn' AND ($2 = '' OR d.item = $2)
ORDER BY v.leaf_index DESC LIMIT $3
