SELECT id, number, agency_code, disclosure_id FROM appeals WHERE like_id = $1 ORDER BY COALESCE(closed_on, '') DESC, id LIMIT $2
