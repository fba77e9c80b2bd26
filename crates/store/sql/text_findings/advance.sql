UPDATE texts_checked SET leaves = $3, rules = $4 WHERE id = 1 AND leaves = $1 AND rules = $2
