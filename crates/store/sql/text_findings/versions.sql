SELECT v.leaf_index, v.disclosure_id, v.event, d.item, d.agency_code, v.content
FROM versions v JOIN disclosures d ON d.id = v.disclosure_id WHERE v.leaf_index >= $1 AND v.leaf_index < $2 ORDER BY v.leaf_index
