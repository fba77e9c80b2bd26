SELECT id, number, agency_code, disclosure_id FROM appeals WHERE like_id = $1 ORDER BY closed_on DESC, id LIMIT $2
