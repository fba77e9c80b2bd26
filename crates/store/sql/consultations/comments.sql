SELECT consultation_id, number, at, revision, clause, said, commenter, similar_to, receipt_digest, once_digest FROM comments WHERE consultation_id = $1 AND number > $2 ORDER BY number LIMIT $3
