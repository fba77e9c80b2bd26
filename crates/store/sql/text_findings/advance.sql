UPDATE texts_checked SET leaves = $2 WHERE id = 1 AND leaves = $1
