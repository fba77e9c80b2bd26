SELECT id FROM appeals WHERE keep_until < $1 AND said IS NOT NULL ORDER BY keep_until LIMIT $2
