SELECT CASE WHEN v.event <> 'withdraw' AND NOT EXISTS (
    SELECT 1 FROM versions w WHERE w.disclosure_id = v.disclosure_id AND w.event = 'withdraw' AND w.leaf_index < $3
  ) THEN v.content END AS content
FROM versions v WHERE v.leaf_index >= $1 AND v.leaf_index < $2 ORDER BY v.leaf_index
