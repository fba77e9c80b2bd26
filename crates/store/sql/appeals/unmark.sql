DELETE FROM appeal_marks WHERE appeal_id = $1
