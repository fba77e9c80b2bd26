UPDATE comments SET commenter = NULL WHERE consultation_id = $1 AND number = $2
