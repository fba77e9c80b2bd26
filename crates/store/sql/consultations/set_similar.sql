UPDATE comments SET similar_to = $3 WHERE consultation_id = $1 AND number = $2
