SELECT v.leaf_index, v.disclosure_id, v.content, v.internal FROM versions v JOIN disclosures d ON d.id = v.disclosure_id
WHERE v.leaf_index >= $1 AND v.leaf_index < $2 AND d.item = $3 AND d.status <> 'withdrawn' AND v.content IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM versions w WHERE w.disclosure_id = v.disclosure_id AND w.revision > v.revision AND w.leaf_index < $4)
ORDER BY v.leaf_index
