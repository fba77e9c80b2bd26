SELECT d.id, w.leaf_index, w.at FROM versions v
JOIN disclosures d ON d.id = v.disclosure_id JOIN versions w ON w.leaf_index = d.leaf_index
WHERE v.leaf_index >= $1 AND v.leaf_index < $2 AND v.event = 'publish' AND d.status <> 'withdrawn' ORDER BY v.leaf_index
