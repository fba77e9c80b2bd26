SELECT number, clause, similar_to FROM comments WHERE consultation_id = $1 ORDER BY number
