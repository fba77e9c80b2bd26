SELECT id, number, agency_code, region_code, kind, state, lodged_on FROM appeals WHERE cluster_id = $1 ORDER BY lodged_on DESC, id DESC LIMIT $2
