SELECT v.content FROM versions v
WHERE substr(v.digest, 1, 12) = substr($1, 1, 12) AND v.digest = $1 AND v.event <> 'withdraw' AND v.leaf_index < $2 AND v.content IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM versions w WHERE w.disclosure_id = v.disclosure_id AND w.event = 'withdraw' AND w.leaf_index < $2
) LIMIT 1
