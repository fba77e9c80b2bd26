SELECT COUNT(*) FROM appeals WHERE agency_code = $1 AND closed_on IS NOT NULL
