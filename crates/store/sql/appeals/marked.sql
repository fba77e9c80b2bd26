SELECT appeal_id FROM appeal_marks WHERE mark = $1 LIMIT $2
