SELECT content FROM versions WHERE digest = $1 AND event <> 'withdraw' AND leaf_index < $2 AND content IS NOT NULL LIMIT 1
