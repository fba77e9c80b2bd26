SELECT v.leaf_index, v.disclosure_id, v.revision, v.content,
  CASE WHEN v.revision = 1 THEN v.at ELSE COALESCE((SELECT d.first_published_at FROM disclosures d WHERE d.id = v.disclosure_id), v.at) END AS published_at
FROM versions v WHERE v.leaf_index >= $1 AND v.leaf_index < $2 ORDER BY v.leaf_index
