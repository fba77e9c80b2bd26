SELECT COUNT(*) FROM appeals WHERE like_id = $1
