UPDATE consultations SET told_to = $3 WHERE id = $1 AND told_to = $2
