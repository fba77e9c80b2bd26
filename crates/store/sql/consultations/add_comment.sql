INSERT INTO comments (consultation_id, number, at, revision, clause, said, commenter, similar_to, receipt_digest, once_digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
