SELECT id, leaf_index, status FROM disclosures WHERE id > $1 AND leaf_index IS NOT NULL ORDER BY id LIMIT $2
