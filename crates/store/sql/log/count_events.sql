SELECT event, COUNT(*) FROM versions WHERE leaf_index >= $1 AND leaf_index < $2 GROUP BY event
