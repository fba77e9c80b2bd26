UPDATE gathered SET leaves = $2 WHERE id = 1 AND leaves = $1
