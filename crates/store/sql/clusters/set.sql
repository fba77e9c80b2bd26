UPDATE appeals SET cluster_id = $2 WHERE id = $1
